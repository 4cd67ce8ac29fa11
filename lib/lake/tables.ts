import type { SchemaSpec } from "#lib/schemas/schema.ts";
import type pg from "pg";

/**
 * Makes sure that the lake table, its view and the day's partition exist for each schema, and the day's partition of
 * `panther_monitor.classification_failures`. Runs its own short transactions; call it before the transaction
 * that calls `writeBatch`. Cheap when all exist (remembered in the process).
 */
export async function prepareLake(_pool: pg.Pool, _schemas: SchemaSpec[], _parsedAt: Date): Promise<void> {
  throw new Error("prepareLake: being built");
}
