import "server-only";
import type { Queryable } from "#lib/db.ts";

/**
 * Says, in the transaction of whatever changed, that the health of these sources has to be looked at again (lib/health-checks).
 * Until it is, what was found before is not taken as the present state.
 * @param at from when on; sooner wins over what is planned.
 */
export async function markHealthDue(client: Queryable, sourceIds: readonly string[], at: Date): Promise<void> {
  if (sourceIds.length === 0) return;
  await client.query({
    name: "mark-health-due",
    text: `INSERT INTO health_checks_due AS due (source_id, due_at)
           SELECT DISTINCT id, $2::timestamptz FROM unnest($1::uuid[]) AS given (id) ORDER BY id
           ON CONFLICT (source_id) DO UPDATE SET due_at = excluded.due_at WHERE due.due_at > excluded.due_at`,
    values: [sourceIds, at],
  });
}
