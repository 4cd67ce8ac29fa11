import type { SchemaDetail } from "#lib/schemas/schema.ts";
import { customPrefix } from "#lib/schemas/terms.ts";

export interface SchemaDraft {
  /** Without its prefix. */
  name: string;
  spec: string;
}

/** What a new schema begins with: valid, and with the fields most need. */
const starterSpec = `version: 0
description: What this log tells, in a sentence.
fields:
  - name: time
    type: timestamp
    required: true
    timeFormats: [rfc3339]
    isEventTime: true
    description: When it happened.
  - name: action
    type: string
    required: true
    description: What was done.
  - name: user
    type: string
    indicators: [username]
  - name: source_ip
    type: string
    indicators: [ip]
`;

/** A draft from what the browser kept; null when it is not one. */
export function parseSchemaDraft(kept: unknown): SchemaDraft | null {
  const { name, spec } = (kept ?? {}) as { name?: unknown; spec?: unknown };
  return typeof name === "string" && typeof spec === "string" ? { name, spec } : null;
}

/** A stored schema as a draft, or what a new one begins with. */
export function schemaDraftOf(schema: Pick<SchemaDetail, "name" | "spec"> | null): SchemaDraft {
  return schema ? { name: schema.name.slice(customPrefix.length), spec: schema.spec } : { name: "", spec: starterSpec };
}

/** A copy of a schema that comes with the product, under its own name as a custom one. */
export function copyOf(schema: Pick<SchemaDetail, "name" | "spec">): SchemaDraft {
  // Its name stands in the address and must not say another one.
  return { name: schema.name, spec: schema.spec.replace(/^schema:.*\n/m, "") };
}
