import "server-only";
import type { Actor } from "#lib/auth/actor.ts";
import type { Queryable } from "#lib/db.ts";
import { postgresJson } from "#lib/postgres-json.ts";
import type { ActivityAction } from "./schema.ts";

/** Adds an entry to an alert's timeline. */
export async function addActivity(
  client: Queryable,
  alertId: string,
  action: ActivityAction,
  actor: Actor,
  detail: Record<string, unknown>,
  now: Date,
): Promise<string> {
  const { rows } = await client.query<{ id: number }>(
    `INSERT INTO alert_activities (alert_id, occurred_at, action, actor_type, actor_id, actor_name, detail)
     VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
    [alertId, now, action, actor.type, actor.id, actor.name, postgresJson(detail)],
  );
  return String(rows[0]?.id);
}
