import "server-only";
import { type CopyStreamQuery, from } from "pg-copy-streams";
import type { Queryable } from "./sql.ts";

/** What the library's query has and its types do not name. */
interface Internals {
  connection: object | null;
  handleError(error: Error): void;
}

const silent = { stream: { write: () => true, once: () => {} }, sendCopyFail: () => {} };

/**
 * After an error the library goes on to write what waited for the socket, to a connection that it has let go: an exception
 * that nobody can catch and that ends the process (pg-copy-streams 7.0.0). It writes to nobody instead.
 */
function keepQuietAfterError(query: CopyStreamQuery): void {
  const internals = query as unknown as Internals;
  const { handleError } = internals;
  internals.handleError = (error) => {
    handleError.call(query, error);
    internals.connection = silent;
  };
}

async function copyIn(client: Queryable, sql: string, parts: Uint8Array[]): Promise<number> {
  const query = from(sql);
  keepQuietAfterError(query);
  await new Promise<void>((resolve, reject) => {
    query.on("error", reject);
    query.once("finish", resolve);
    client.query(query);
    for (const part of parts) query.write(part);
    query.end();
  });
  return query.rowCount;
}

/** Signature, no flags, no header extension (postgresql.org/docs/current/sql-copy.html, "Binary Format"). */
const header = Buffer.concat([Buffer.from("PGCOPY\n\xff\r\n\0", "latin1"), Buffer.alloc(8)]);
const trailer = Buffer.from([0xff, 0xff]);

/**
 * Copies encoded rows into a table, inside the caller's transaction: the fastest way in for many.
 * @param table quoted where it has to be.
 * @param bytes the rows as `CopyBuffer` encodes them, their fields in the order of `columns`.
 * @throws the database's error, also when the connection breaks in the middle; an Error when the number of rows stored is
 * not `rows`. The transaction is then to be rolled back.
 */
export async function copyRows(
  client: Queryable,
  table: string,
  columns: readonly string[],
  rows: number,
  bytes: Uint8Array,
): Promise<void> {
  if (rows === 0) return;
  const sql = `COPY ${table} (${columns.join(", ")}) FROM STDIN (FORMAT binary)`;
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const stored = await copyIn(client, sql, [header, body, trailer]);
  if (stored !== rows) throw new Error(`${table} stored ${stored} of ${rows} rows.`);
}
