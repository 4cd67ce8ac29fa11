import "server-only";
import { alertIdOf } from "#lib/alerts/terms.ts";
import { type Actor, requirePermission } from "#lib/auth/actor.ts";
import { db, sql } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { fragment } from "#lib/sql.ts";
import { type Bell, type Notification, notifiedActions } from "./schema.ts";

const days = 14;
const maxAlerts = 30;
const maxEntries = 5;

interface Row extends Omit<Notification, "latestAt"> {
  latestAt: Date;
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

/** What tells the user something: what others and the product did; of failed deliveries only those that were given up. */
const isNews = (userId: string) => fragment`
  action = ANY(${notifiedActions}) AND NOT (actor_type = 'user' AND actor_id = ${userId})
  AND (action <> 'delivery-failed' OR (detail->>'isFinal')::boolean)`;

/** The news of the last 14 days, a row an alert. */
const news = (userId: string, seenAt: Date | null, now: Date) => fragment`
  SELECT alert_id, count(*) AS count, max(occurred_at) AS latest_at,
         count(*) FILTER (WHERE occurred_at > COALESCE(${seenAt}::timestamptz, '-infinity')) AS unseen
    FROM alert_activities
   WHERE occurred_at > ${now}::timestamptz - ${days} * interval '1 day' AND ${isNews(userId)}
   GROUP BY alert_id`;

/** @throws AppError (forbidden) when the actor is no user. */
export async function readBell(actor: Actor, now: Date): Promise<Bell> {
  const userId = requireUser(actor);
  const seenAt = await seenAtOf(userId);
  const rows = await sql<Row>`
    SELECT a.id AS alert_id, a.title, a.type, a.kind, a.severity, a.status, a.is_regressed, n.latest_at, n.count,
           n.unseen > 0 AS is_unseen, entries.list AS entries
      FROM (${news(userId, seenAt, now)} ORDER BY latest_at DESC LIMIT ${maxAlerts}) n JOIN alerts a ON a.id = n.alert_id
      CROSS JOIN LATERAL (
        SELECT json_agg(json_build_object(
                 'occurredAt', to_char(e.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                 'action', e.action, 'actorName', e.actor_name, 'detail', e.detail) ORDER BY e.id DESC) AS list
          FROM (SELECT * FROM alert_activities WHERE alert_id = a.id AND ${isNews(userId)}
                 ORDER BY id DESC LIMIT ${maxEntries}) e) entries
     ORDER BY n.latest_at DESC, a.id`;
  return {
    unseenCount: await countUnseen(userId, seenAt, now),
    seenAt: seenAt?.toISOString() ?? null,
    results: rows.map((row) => ({ ...row, alertId: alertIdOf(row.alertId), latestAt: row.latestAt.toISOString() })),
  };
}

async function countUnseen(userId: string, seenAt: Date | null, now: Date): Promise<number> {
  const [row] = await sql<{ count: number }>`
    SELECT count(*) AS count FROM (${news(userId, seenAt, now)}) n WHERE n.unseen > 0`;
  return row?.count ?? 0;
}
