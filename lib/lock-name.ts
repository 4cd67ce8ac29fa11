import "server-only";
import { nameKey } from "./names.ts";
import type { Sql } from "./sql.ts";

/**
 * Holds a name until the transaction ends, also before there is a row to lock: of two changes that give a thing the same name,
 * the second looks only after the first.
 * @param thing "log source"; names of different things do not meet.
 */
export async function lockName(sql: Sql, thing: string, name: string): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`${thing} ${nameKey(name)}`}, 0))`;
}
