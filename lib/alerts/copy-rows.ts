import "server-only";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";

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
  const stream = client.query(copyFrom(`COPY ${table} (${columns.join(", ")}) FROM STDIN`));
  await new Promise<void>((resolve, reject) => {
    stream.once("error", reject);
    stream.once("finish", resolve);
    stream.end(`${lines.join("\n")}\n`);
  });
  if (stream.rowCount !== lines.length) throw new Error(`${table} stored ${stream.rowCount} of ${lines.length} rows`);
}
