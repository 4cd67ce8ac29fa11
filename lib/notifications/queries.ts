import "server-only";
import { alertIdOf } from "#lib/alerts/schema.ts";
import { type Actor, requirePermission } from "#lib/auth/actor.ts";
import { pool } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { type Bell, type Notification, type NotificationEntry, notifiedActions } from "./schema.ts";

const days = 14;
const maxAlerts = 30;
const maxEntries = 5;

interface Row extends Omit<Notification, "latestAt" | "entries"> {
  latestAt: Date;
  entries: NotificationEntry[];
}

/** A bell belongs to a person: a token has none. */
function requireUser(actor: Actor): string {
  requirePermission(actor, "AlertRead");
  if (actor.type !== "user") throw new AppError("forbidden", "Notifications belong to a signed-in user");
  return actor.id;
}

async function seenAtOf(userId: string): Promise<Date | null> {
  const { rows } = await pool.query<{ at: Date | null }>("SELECT bell_seen_at AS at FROM users WHERE id = $1", [
    userId,
  ]);
  return rows[0]?.at ?? null;
}

/** What others and the product did to alerts, a row an alert; what the user did is no news to the user. */
const news = `
  SELECT alert_id, count(*) AS count, max(occurred_at) AS latest_at,
         count(*) FILTER (WHERE occurred_at > COALESCE($3::timestamptz, '-infinity')) AS unseen
    FROM alert_activities
   WHERE occurred_at > $1::timestamptz - interval '${days} days' AND action = ANY($4)
     AND NOT (actor_type = 'user' AND actor_id = $2)
     AND (action <> 'delivery-failed' OR (detail->>'isFinal')::boolean)
   GROUP BY alert_id`;

/** @throws AppError (forbidden) when the actor is no user. */
export async function readBell(actor: Actor, now: Date): Promise<Bell> {
  const userId = requireUser(actor);
  const seenAt = await seenAtOf(userId);
  const values = [now, userId, seenAt, notifiedActions];
  const { rows } = await pool.query<Row>(
    `SELECT a.id AS "alertId", a.title, a.type, a.kind, a.severity, a.status, a.is_regressed AS "isRegressed",
            n.latest_at AS "latestAt", n.count, n.unseen > 0 AS "isUnseen", entries.list AS entries
       FROM (${news} ORDER BY latest_at DESC LIMIT ${maxAlerts}) n JOIN alerts a ON a.id = n.alert_id
       CROSS JOIN LATERAL (
         SELECT json_agg(json_build_object(
                  'occurredAt', to_char(e.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                  'action', e.action, 'actorName', e.actor_name, 'detail', e.detail) ORDER BY e.id DESC) AS list
           FROM (SELECT * FROM alert_activities
                  WHERE alert_id = a.id AND action = ANY($4) AND NOT (actor_type = 'user' AND actor_id = $2)
                    AND (action <> 'delivery-failed' OR (detail->>'isFinal')::boolean)
                  ORDER BY id DESC LIMIT ${maxEntries}) e) entries
      ORDER BY n.latest_at DESC, a.id`,
    values,
  );
  return {
    unseenCount: await unseenCount(actor, now),
    seenAt: seenAt?.toISOString() ?? null,
    results: rows.map((row) => ({ ...row, alertId: alertIdOf(row.alertId), latestAt: row.latestAt.toISOString() })),
  };
}

/** How many alerts have news for the user. @throws AppError (forbidden) when the actor is no user. */
export async function unseenCount(actor: Actor, now: Date): Promise<number> {
  const userId = requireUser(actor);
  const { rows } = await pool.query<{ count: number }>(`SELECT count(*) AS count FROM (${news}) n WHERE n.unseen > 0`, [
    now,
    userId,
    await seenAtOf(userId),
    notifiedActions,
  ]);
  return rows[0]?.count ?? 0;
}
