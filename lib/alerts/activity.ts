import "server-only";
import type { Actor } from "#lib/auth/actor.ts";
import type { Queryable } from "#lib/db.ts";
import { postgresJson } from "#lib/postgres-json.ts";
import type { ActivityAction } from "./schema.ts";

/** What stands in `alert_activities`: the timeline's entries, and reports that only added to an active alert. */
export type RecordedAction = ActivityAction | "reported";

/**
 * Adds an entry to what happened to an alert.
 * @param event what was reported, when it is one.
 */
export async function addActivity(
  client: Queryable,
  alertId: string,
  action: RecordedAction,
  actor: Actor,
  detail: Record<string, unknown>,
  now: Date,
  event: Record<string, unknown> | null = null,
): Promise<string> {
  const { rows } = await client.query<{ id: number }>(
    `INSERT INTO alert_activities (alert_id, occurred_at, action, actor_type, actor_id, actor_name, detail, event)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
    [alertId, now, action, actor.type, actor.id, actor.name, postgresJson(detail), event && postgresJson(event)],
  );
  return String(rows[0]?.id);
}
