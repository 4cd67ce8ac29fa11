import "server-only";
import type { Tx } from "#lib/change.ts";
import { postgresJson } from "#lib/postgres-json.ts";
import type { ActivityAction } from "./terms.ts";

/** What stands in `alert_activities`: the timeline's entries, and reports that only added to an active alert. */
export type RecordedAction = ActivityAction | "reported";

/**
 * Adds an entry to what happened to an alert.
 * @param event what was reported, when it is one.
 * @returns the entry's id.
 */
export async function addActivity(
  { sql, actor, now }: Tx,
  alertId: string,
  action: RecordedAction,
  detail: Record<string, unknown>,
  event: Record<string, unknown> | null = null,
): Promise<string> {
  const [row] = await sql<{ id: number }>`
    INSERT INTO alert_activities (alert_id, occurred_at, action, actor_type, actor_id, actor_name, detail, event)
    VALUES (${alertId}, ${now}, ${action}, ${actor.type}, ${actor.id}, ${actor.name}, ${postgresJson(detail)},
            ${event && postgresJson(event)}) RETURNING id`;
  return String(row?.id);
}
