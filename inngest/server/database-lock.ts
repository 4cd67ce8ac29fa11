import pg from "pg";

/** "inngest" in a number: the advisory lock that the one server of a database holds. */
const lockKey = 0x696e6e67;

export type DatabaseLock = { release: () => Promise<void> };

/**
 * Takes the database for this server. Waits up to `waitMs` for another server to end (a killed one's connection takes a
 * moment to close) and throws after that. `onLost` is called when the connection that holds the lock breaks.
 */
export async function takeDatabase(
  connectionString: string,
  waitMs: number,
  log: (line: string) => void,
  onLost: (error: Error) => void,
): Promise<DatabaseLock> {
  const client = new pg.Client({ connectionString, application_name: "inngest-lock", keepAlive: true });
  let isReleased = false;
  client.on("error", () => {});
  client.on("end", () => {
    if (!isReleased) onLost(new Error("the connection that holds the server's lock on the database is lost"));
  });
  await client.connect();
  const deadline = Date.now() + waitMs;
  let isTold = false;
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>("select pg_try_advisory_lock($1) as taken", [lockKey]);
    if (rows[0]?.taken) break;
    if (Date.now() >= deadline) {
      isReleased = true;
      await client.end();
      throw new Error("another Inngest server uses this database; only one can");
    }
    if (!isTold) log("another Inngest server uses this database; waiting for it to end");
    isTold = true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    async release() {
      isReleased = true;
      await client.end();
    },
  };
}
