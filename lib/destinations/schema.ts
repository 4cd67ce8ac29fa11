/** Client-safe shapes of destinations: nothing here may import from the server. */

export const alertTypes = [
  "RULE",
  "RULE_ERROR",
  "POLICY",
  "SCHEDULED_RULE",
  "SCHEDULED_RULE_ERROR",
  "SYSTEM_ERROR",
] as const;
export type AlertType = (typeof alertTypes)[number];

export const alertTypeLabels: Record<AlertType, string> = {
  RULE: "Rule Matches",
  RULE_ERROR: "Rule Errors",
  POLICY: "Policy Failures",
  SCHEDULED_RULE: "Scheduled Rule Matches",
  SCHEDULED_RULE_ERROR: "Scheduled Rule Errors",
  SYSTEM_ERROR: "System Errors",
};

/** From the mildest to the gravest. */
export const severities = ["INFO", "LOW", "MEDIUM", "HIGH", "CRITICAL"] as const;
export type Severity = (typeof severities)[number];

export const severityLabels: Record<Severity, string> = {
  INFO: "Info",
  LOW: "Low",
  MEDIUM: "Medium",
  HIGH: "High",
  CRITICAL: "Critical",
};

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

/** Why an attempt failed; a closed list, so that each can be explained and counted. */
export const deliveryFailureReasons = [
  "blocked-address",
  "invalid-url",
  "dns",
  "connection",
  "tls",
  "timeout",
  "redirect",
  "rate-limited",
  "server-error",
  "unauthorized",
  "not-found",
  "gone",
  "refused",
  "interrupted",
  "configuration",
] as const;
export type DeliveryFailureReason = (typeof deliveryFailureReasons)[number];

/** Each reason in words, as a heading. */
export const deliveryFailureLabels: Record<DeliveryFailureReason, string> = {
  "blocked-address": "Address not allowed",
  "invalid-url": "Address is not valid",
  dns: "Name not found",
  connection: "No connection",
  tls: "TLS failed",
  timeout: "No answer in time",
  redirect: "Answered with a redirect",
  "rate-limited": "Rate limited",
  "server-error": "Receiver failed",
  unauthorized: "Credentials refused",
  "not-found": "Receiver not found",
  gone: "Receiver is gone",
  refused: "Receiver refused",
  interrupted: "Interrupted",
  configuration: "Configuration is not complete",
};

/** One input of a destination form, derived from the kind's config. */
export type DestinationField = {
  name: string;
  title: string;
  description: string;
  placeholder: string;
  input: "text" | "url" | "number" | "checkbox" | "select";
  options: string[];
  isRequired: boolean;
  /** Never answered by the API; left empty on update it stays as it is. */
  isSecret: boolean;
  /** Made by the server when it is left out on create, and shown once. */
  isGenerated: boolean;
  /** What to do with a secret once it is made; null where nothing is. */
  usage: SecretUsage | null;
};

/** How a receiver uses a secret: in words, and as code to copy. */
export type SecretUsage = { text: string; code: string };

/** What a form and a list need to know of a kind. */
export type DestinationKindDescription = {
  kind: string;
  label: string;
  description: string;
  fields: DestinationField[];
};

/** How deliveries to a destination go: `unknown` until the first one. */
export const destinationHealths = ["unknown", "healthy", "failing", "disabled"] as const;
export type DestinationHealth = (typeof destinationHealths)[number];

/** A destination as the API answers it. Instants are ISO 8601. */
export type Destination = {
  /** UUID; `outputId` in an alert's deliveries. */
  id: string;
  kind: string;
  displayName: string;
  alertTypes: AlertType[];
  severities: Severity[];
  /** Secret fields are empty strings. */
  config: Record<string, unknown>;
  /** Names of the secret fields that are set. */
  secretsSet: string[];
  isEnabled: boolean;
  createdAt: string;
  updatedAt: string;
  health: DestinationHealth;
  consecutiveFailures: number;
  lastSuccessAt: string | null;
  lastFailureAt: string | null;
  /** Why the latest attempt failed, in words; null when it did not. */
  lastFailureMessage: string | null;
  /** Nothing is sent before this time because the receiver keeps failing; null while it is not held back. */
  heldBackUntil: string | null;
  /** Deliveries that wait for their next attempt. */
  pendingCount: number;
  /** Deliveries of the last 24 hours that arrived. */
  deliveredLastDay: number;
  /** Deliveries of the last 24 hours that were given up. */
  failedLastDay: number;
};

/** Answer to the creation: `secrets` holds what the server generated, shown this once. */
export type CreatedDestination = Destination & { secrets: Record<string, string> };

/** What a test alert met: the receiver's real answer, or why there was none. */
export type DestinationTestResult = {
  success: boolean;
  /** Null when no answer came. */
  statusCode: number | null;
  /** The start of the receiver's answer, or the error in words. */
  message: string;
  reason: DeliveryFailureReason | null;
  durationMs: number;
  dispatchedAt: string;
};
