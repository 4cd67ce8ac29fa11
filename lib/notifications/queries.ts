import "server-only";
import { alertIdOf } from "#lib/alerts/terms.ts";
import { type Actor, requirePermission } from "#lib/auth/actor.ts";
import { db, sql } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { fragment } from "#lib/sql.ts";
import type { Bell, Notification } from "./schema.ts";

const days = 14;
const maxAlerts = 30;
const maxEntries = 5;
/** Of the latest so many changes the bell is made: a storm costs no more than a quiet day. */
const maxChanges = 500;

interface Row extends Omit<Notification, "latestAt"> {
  latestAt: Date;
  /** Of all alerts that have news, also of those that are not listed. */
  unseenCount: number;
}

/** A bell belongs to a person: a token has none. */
function requireUser(actor: Actor): string {
  requirePermission(actor, "AlertRead");
  if (actor.type !== "user") throw new AppError("forbidden", "Notifications belong to a signed-in user");
  return actor.id;
}

async function seenAtOf(userId: string): Promise<Date | null> {
  const user = await db.user.findUnique({ where: { id: userId }, select: { bellSeenAt: true } });
  return user?.bellSeenAt ?? null;
}

/**
 * What tells somebody something. That a delivery was given up is told once, by the error of its destination, and not by each
 * alert that it could not carry. Word for word the condition of the index `alert_activities_news_idx`, which serves nothing
 * else.
 */
const isNews = fragment`action IN ('opened', 'regressed', 'status-changed', 'assigned', 'commented')`;

/**
 * What others and the product did in the last 14 days, from the latest changes on. `unseenCount` is the least there is when
 * they are more than are looked at.
 * @throws AppError (forbidden) when the actor is no user.
 */
export async function readBell(actor: Actor, now: Date): Promise<Bell> {
  const userId = requireUser(actor);
  const seenAt = await seenAtOf(userId);
  const rows = await sql<Row>`
    WITH recent AS (
      SELECT *, row_number() OVER (PARTITION BY alert_id ORDER BY occurred_at DESC, id DESC) AS place
        FROM (SELECT alert_id, id, occurred_at, action, actor_name, detail FROM alert_activities
               WHERE ${isNews} AND occurred_at > ${now}::timestamptz - ${days} * interval '1 day'
                 AND NOT (actor_type = 'user' AND actor_id = ${userId})
               ORDER BY occurred_at DESC, id DESC LIMIT ${maxChanges}) latest
    ), news AS (
      SELECT alert_id, count(*) AS count, max(occurred_at) AS latest_at,
             bool_or(occurred_at > COALESCE(${seenAt}::timestamptz, '-infinity')) AS is_unseen,
             json_agg(json_build_object(
               'occurredAt', to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
               'action', action, 'actorName', actor_name, 'detail', detail) ORDER BY place) FILTER (WHERE place <= ${maxEntries}) AS entries
        FROM recent GROUP BY alert_id
    )
    SELECT a.id AS alert_id, a.title, a.type, a.kind, a.severity, a.status, a.is_regressed, n.latest_at, n.count, n.is_unseen,
           n.entries, n.unseen_count
      FROM (SELECT *, count(*) FILTER (WHERE is_unseen) OVER () AS unseen_count FROM news
             ORDER BY latest_at DESC LIMIT ${maxAlerts}) n
      JOIN alerts a ON a.id = n.alert_id
     ORDER BY n.latest_at DESC, a.id`;
  return {
    unseenCount: rows[0]?.unseenCount ?? 0,
    seenAt: seenAt?.toISOString() ?? null,
    results: rows.map(({ unseenCount: _, ...row }) => ({
      ...row,
      alertId: alertIdOf(row.alertId),
      latestAt: row.latestAt.toISOString(),
    })),
  };
}
