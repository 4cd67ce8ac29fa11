import type { EncodedBatch } from "#lib/classification/classify-stream.ts";
import type pg from "pg";

/**
 * Copies one encoded batch into the lake inside the caller's transaction. The partitions must exist
 * (`prepareLake` before the transaction starts). Throws when the number of rows stored is not the number sent.
 */
export async function writeBatch(_client: pg.ClientBase, _batch: EncodedBatch): Promise<void> {
  throw new Error("writeBatch: being built");
}
