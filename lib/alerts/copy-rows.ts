import "server-only";
import type pg from "pg";
import { copyIn } from "#lib/copy-in.ts";

const special = /[\\\t\n\r]/;

function cell(value: string | null): string {
  if (value === null) return "\\N";
  if (!special.test(value)) return value;
  return value.replaceAll("\\", "\\\\").replaceAll("\t", "\\t").replaceAll("\n", "\\n").replaceAll("\r", "\\r");
}

/**
 * Copies rows into a table of ours: the fastest way in for many (postgresql.org/docs/current/sql-copy.html, "Text Format").
 * @param rows cells as PostgreSQL reads them, in the order of `columns`; without NUL.
 * @throws the database's error; the transaction is then to be rolled back.
 */
export async function copyRows(
  client: pg.ClientBase,
  table: string,
  columns: readonly string[],
  rows: Iterable<readonly (string | null)[]>,
): Promise<void> {
  const lines: string[] = [];
  for (const row of rows) lines.push(row.map(cell).join("\t"));
  if (lines.length === 0) return;
  const stored = await copyIn(client, `COPY ${table} (${columns.join(", ")}) FROM STDIN`, [`${lines.join("\n")}\n`]);
  if (stored !== lines.length) throw new Error(`${table} stored ${stored} of ${lines.length} rows`);
}
