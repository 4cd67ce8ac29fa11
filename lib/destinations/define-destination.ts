import "server-only";
import { z } from "zod";
import type { OutboundFetch } from "#lib/http.ts";
import type { Receipt } from "./answer.ts";
import type { AlertMessage, DestinationField, DestinationKindDescription, SecretUsage } from "./schema.ts";

/** All that a kind may use of the world. */
export interface SendIo {
  fetch: OutboundFetch;
  /** The same in every attempt of one message, so that a receiver can tell a repeat. */
  deliveryId: string;
  /** Of this attempt. */
  now: Date;
}

/**
 * One kind of destination, described in one file of `kinds/`. Form, validation, redaction and API are derived from
 * `config`, whose fields carry `.meta({ title, description, placeholder, secret, usage })`.
 */
export interface DestinationKind<Config extends z.ZodObject = z.ZodObject> {
  kind: string;
  label: string;
  description: string;
  config: Config;
  /** Makes the value of a secret that is left out on creation. */
  generate?: Record<string, () => string>;
  /** @throws DeliveryError when the receiver did not take it, OutboundError when it could not be asked. */
  send(config: z.output<Config>, message: AlertMessage, io: SendIo): Promise<Receipt>;
}

/** Ties the shape of the config to what `send` is given. */
export function defineDestination<Config extends z.ZodObject>(kind: DestinationKind<Config>): DestinationKind {
  // The config is parsed with the kind's own shape before `send` is called, which is what makes the wider type true.
  return kind as unknown as DestinationKind;
}

interface Meta {
  title?: string;
  description?: string;
  placeholder?: string;
  secret?: boolean;
  usage?: SecretUsage;
}

function metaOf(shape: unknown): Meta {
  return (shape instanceof z.ZodType ? shape.meta() : undefined) ?? {};
}

interface JsonShape {
  type?: string;
  format?: string;
  enum?: string[];
}

function inputOf(json: JsonShape): DestinationField["input"] {
  if (json.enum) return "select";
  if (json.type === "boolean") return "checkbox";
  if (json.type === "number" || json.type === "integer") return "number";
  return json.format === "uri" ? "url" : "text";
}

/** Names of the fields that are never answered. */
export function secretFieldsOf(kind: DestinationKind): string[] {
  return Object.keys(kind.config.shape).filter((name) => metaOf(kind.config.shape[name]).secret === true);
}

/** What a form and a list need to know, as plain data for the browser. */
export function describeDestination(kind: DestinationKind): DestinationKindDescription {
  const json = z.toJSONSchema(kind.config, { io: "input" });
  const required = new Set(json.required ?? []);
  const fields = Object.entries(kind.config.shape).map(([name, shape]): DestinationField => {
    const meta = metaOf(shape);
    const property = (json.properties?.[name] ?? {}) as JsonShape;
    return {
      name,
      title: meta.title ?? name,
      description: meta.description ?? "",
      placeholder: meta.placeholder ?? "",
      input: inputOf(property),
      options: property.enum ?? [],
      isRequired: required.has(name) && !kind.generate?.[name],
      isSecret: meta.secret === true,
      isGenerated: kind.generate?.[name] !== undefined,
      usage: meta.usage ?? null,
    };
  });
  return { kind: kind.kind, label: kind.label, description: kind.description, fields };
}
