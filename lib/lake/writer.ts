import type { EncodedBatch } from "#lib/classification/classify-stream.ts";
import { eventColumns, failureColumns } from "#lib/classification/copy-columns.ts";
import { copyRows } from "#lib/copy-in.ts";
import type { Queryable } from "#lib/sql.ts";
import { quoteName, tableNameOf } from "./names.ts";

/**
 * Copies one encoded batch into the lake inside the caller's transaction. The partitions must exist
 * (`prepareLake` before the transaction starts). Throws when the number of rows stored is not the number sent.
 */
export async function writeBatch(client: Queryable, batch: EncodedBatch): Promise<void> {
  for (const { logType, rows, copy } of batch.events) {
    await copyRows(client, `lake.${quoteName(tableNameOf(logType ?? ""))}`, eventColumns, rows, copy);
  }
  if (batch.failures !== null) {
    const { rows, copy } = batch.failures;
    await copyRows(client, "panther_monitor.classification_failures", failureColumns, rows, copy);
  }
}
