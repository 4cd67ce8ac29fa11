import type pg from "pg";
import type { EncodedBatch, EncodedRows } from "#lib/classification/classify-stream.ts";
import { eventColumns, failureColumns } from "#lib/classification/copy-columns.ts";
import { copyIn } from "#lib/copy-in.ts";
import { quoteName, tableNameOf } from "./names.ts";

/** Signature, no flags, no header extension (postgresql.org/docs/current/sql-copy.html, "Binary Format"). */
const copyHeader = Buffer.concat([Buffer.from("PGCOPY\n\xff\r\n\0", "latin1"), Buffer.alloc(8)]);
const copyTrailer = Buffer.from([0xff, 0xff]);

/**
 * Copies one encoded batch into the lake inside the caller's transaction. The partitions must exist
 * (`prepareLake` before the transaction starts). Throws when the number of rows stored is not the number sent.
 */
export async function writeBatch(client: pg.ClientBase, batch: EncodedBatch): Promise<void> {
  for (const rows of batch.events) {
    const table = `lake.${quoteName(tableNameOf(rows.logType ?? ""))}`;
    await copy(client, table, eventColumns, rows);
  }
  if (batch.failures !== null) {
    await copy(client, "panther_monitor.classification_failures", failureColumns, batch.failures);
  }
}

async function copy(
  client: pg.ClientBase,
  table: string,
  columns: readonly string[],
  { rows, copy: bytes }: EncodedRows,
): Promise<void> {
  const sql = `COPY ${table} (${columns.join(", ")}) FROM STDIN (FORMAT binary)`;
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const stored = await copyIn(client, sql, [copyHeader, body, copyTrailer]);
  if (stored !== rows) throw new Error(`${table} stored ${stored} of ${rows} rows.`);
}
