import "server-only";
import type pg from "pg";
import { type CopyStreamQuery, from } from "pg-copy-streams";

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

/**
 * Runs `COPY … FROM STDIN` with these bytes.
 * @returns the number of rows that were stored.
 * @throws the database's error, also when the connection breaks in the middle.
 */
export async function copyIn(client: pg.ClientBase, sql: string, parts: (string | Uint8Array)[]): Promise<number> {
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
