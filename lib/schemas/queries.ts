import type { SchemaDetail, SchemaSpec, SchemaSummary } from "#lib/schemas/schema.ts";

/** All schemas, managed first, each group by name. */
export async function listSchemas(): Promise<SchemaSummary[]> {
  throw new Error("listSchemas: being built");
}

/** One schema with its text, or null. */
export async function getSchema(_name: string): Promise<SchemaDetail | null> {
  throw new Error("getSchema: being built");
}

/** The specs a classification job needs, in the order of `logTypes`; a log type without a schema is left out. */
export async function schemaSpecs(_logTypes: string[]): Promise<SchemaSpec[]> {
  throw new Error("schemaSpecs: being built");
}
