import { z } from "zod";
import { instantShape } from "#lib/api/shapes.ts";
import { type AlertType, alertTypes, deliveryFailureReasons, type Severity, severities } from "./terms.ts";

/** Client-safe shapes of destinations: nothing here may import from the server. */

/** What a message says has happened to the alert. */
export type MessageEvent = "alert.opened" | "alert.regressed" | "alert.resolved" | "alert.test";

/** What any kind of destination renders: an alert as of one moment, ready to be sent. Instants are ISO 8601. */
export type AlertMessage = {
  event: MessageEvent;
  /** When it happened; the same in every attempt. */
  occurredAt: string;
  /** 32 hex digits; null in a test message, which belongs to no alert. */
  alertId: string | null;
  type: AlertType;
  /** For a system error its kind, for example SOURCE_CLASSIFICATION_FAILURES. */
  kind: string;
  severity: Severity;
  status: string;
  title: string;
  description: string;
  runbook: string;
  /** The page of the alert in the console. */
  link: string;
  tags: string[];
  createdAt: string;
  eventCount: number;
  /** True when a person sent it again by hand. */
  isResent: boolean;
  /** Shaped by the kind of the alert; cut to what a message may hold. */
  context: Record<string, unknown>;
};

/** A choice of a select, or a key of a map, with its words. */
const fieldOption = z.object({ value: z.string(), label: z.string() });

const secretUsage = z.object({ text: z.string(), code: z.string() });
/** How a receiver uses a secret: in words, and as code to copy. */
export type SecretUsage = z.infer<typeof secretUsage>;

const destinationField = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  placeholder: z.string(),
  input: z
    .enum(["text", "long-text", "url", "number", "checkbox", "select", "list", "map"])
    .meta({ description: "A `list` is an array of texts, a `map` an object of texts" }),
  options: z
    .array(fieldOption)
    .meta({ description: "Of a select its choices; of a map its keys, none when they are free" }),
  initial: z
    .union([z.string(), z.number(), z.boolean()])
    .nullable()
    .meta({ description: "What it holds before anything is typed" }),
  group: z.string().nullable().meta({ description: "The heading that it stands under with its neighbors" }),
  showIf: z
    .object({ field: z.string(), values: z.array(z.string()) })
    .nullable()
    .meta({ description: "It belongs to the config only while another field has one of these values" }),
  isRequired: z.boolean(),
  isSecret: z.boolean().meta({ description: "Never answered; left empty on a change it stays as it is" }),
  isGenerated: z.boolean().meta({ description: "Made by the server when it is left out on creation, and shown once" }),
  usage: secretUsage.nullable().meta({ description: "What to do with a secret once it is made" }),
});
/** One input of a destination form, derived from the kind's config. */
export type DestinationField = z.infer<typeof destinationField>;

export const destinationKindShape = z.object({
  kind: z.string(),
  label: z.string(),
  description: z.string(),
  fields: z.array(destinationField),
});
/** What a form and a list need to know of a kind. */
export type DestinationKindDescription = z.infer<typeof destinationKindShape>;

/**
 * What is known of a destination from what was sent by its present configuration, deliveries and tests: `unknown` until
 * something was.
 */
export const destinationHealths = ["unknown", "healthy", "failing", "disabled"] as const;
export type DestinationHealth = (typeof destinationHealths)[number];

export const destinationTestShape = z.object({
  success: z.boolean(),
  statusCode: z.int().nullable().meta({ description: "Null when no answer came" }),
  message: z.string().meta({ description: "The start of the receiver's answer, or the error in words" }),
  reason: z.enum(deliveryFailureReasons).nullable(),
  durationMs: z.int(),
  dispatchedAt: instantShape,
});
/** What a test alert met: the receiver's real answer, or why there was none. */
export type DestinationTestResult = z.infer<typeof destinationTestShape>;

export const destinationShape = z.object({
  id: z.string().meta({ description: "UUID; `outputId` in an alert's deliveries" }),
  kind: z.string(),
  displayName: z.string(),
  alertTypes: z.array(z.enum(alertTypes)),
  severities: z.array(z.enum(severities)),
  config: z.record(z.string(), z.unknown()).meta({ description: "Secret fields are empty strings" }),
  secretsSet: z.array(z.string()).meta({ description: "Names of the secret fields that are set" }),
  isEnabled: z.boolean(),
  createdAt: instantShape,
  updatedAt: instantShape,
  health: z.enum(destinationHealths),
  consecutiveFailures: z.int(),
  lastSuccessAt: instantShape.nullable(),
  lastFailureAt: instantShape.nullable(),
  lastFailureMessage: z
    .string()
    .nullable()
    .meta({ description: "Why the latest delivery or test failed, in words; null when it did not" }),
  lastTest: destinationTestShape
    .nullable()
    .meta({ description: "The latest test alert with the present configuration; null when there was none" }),
  heldBackUntil: instantShape
    .nullable()
    .meta({ description: "Nothing is sent before this time because the receiver keeps failing" }),
  pendingCount: z.int().meta({ description: "Deliveries that wait for their next attempt" }),
  deliveredLastDay: z.int().meta({ description: "Deliveries of the last 24 hours that arrived" }),
  failedLastDay: z.int().meta({ description: "Deliveries of the last 24 hours that were given up" }),
});
/** A destination as the API answers it. */
export type Destination = z.infer<typeof destinationShape>;

/** What a change of a destination may replace: its ETag stands for these; the instant for secrets, which are not shown. */
export const destinationVersion = (destination: Destination) => {
  const { displayName, alertTypes, severities, config, secretsSet, isEnabled, updatedAt } = destination;
  return { displayName, alertTypes, severities, config, secretsSet, isEnabled, updatedAt };
};

export const createdDestinationShape = destinationShape.extend({
  secrets: z.record(z.string(), z.string()).meta({ description: "What the server generated, shown this once" }),
});
/** Answer to the creation. */
export type CreatedDestination = z.infer<typeof createdDestinationShape>;

export const systemErrorDestinationShape = destinationShape.pick({
  id: true,
  displayName: true,
  kind: true,
  health: true,
});
/** A destination that takes System Errors. */
export type SystemErrorDestination = z.infer<typeof systemErrorDestinationShape>;

/** All destinations in numbers. */
export type DestinationTotals = {
  total: number;
  /** Those that are on and take System Errors, by what is known of them. */
  systemErrors: { taking: number; healthy: number; failing: number; unknown: number };
  deliveredLastDay: number;
  failedLastDay: number;
};
