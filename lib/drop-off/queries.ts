import "server-only";
import { type Actor, requirePermission } from "#lib/auth/actor.ts";
import { pool } from "#lib/db.ts";
import { readSystemErrorDestinations } from "#lib/destinations/queries.ts";
import { etagOf } from "#lib/etag.ts";
import { backTest, type ExcludedTime, type HistoryMinute, historyDays, type TestedRule } from "./alarm/back-test.ts";
import { propose } from "./alarm/cadence.ts";
import { type AlarmRow, alarmColumns } from "./alarm-rows.ts";
import { noSuchAlarm } from "./commands.ts";
import { readPauses } from "./pauses.ts";
import { requireReachableWindow } from "./require-reachable-window.ts";
import {
  type AlarmKey,
  type AlarmProposal,
  alarmVersion,
  type BackTest,
  type SourceAlarm,
  type SourceAlarms,
} from "./schema.ts";
import { type DropOffRuleOf, dropOffRuleOf } from "./support.ts";
import { toAlarm } from "./to-alarm.ts";
import { readDowntime } from "./uptime.ts";
import {
  readWatchedSource,
  requireLogType,
  requireSupport,
  type WatchedSource,
  watchedName,
} from "./watched-source.ts";

/** "1 day without events", "fewer than 100 events in 1 hour", "events more than 30 minutes late". */
export async function readAlarms(sourceId: string): Promise<SourceAlarm[]> {
  const { rows } = await pool.query<AlarmRow>(
    `SELECT ${alarmColumns} FROM log_source_alarms a JOIN log_sources s ON s.id = a.source_id
      WHERE a.source_id = $1 ORDER BY a.log_type, array_position(ARRAY['no-data', 'low-volume', 'late-data'], a.signal)`,
    [sourceId],
  );
  return rows.map(toAlarm);
}

/** One alarm of a source. @throws AppError (not-found: the source, or it has no such alarm) */
export async function getAlarm(actor: Actor, sourceId: string, key: AlarmKey): Promise<SourceAlarm> {
  requirePermission(actor, "LogSourceRead");
  return readAlarm(sourceId, key);
}

/**
 * An alarm as the answer to a change of it: who may change it need not be allowed to read.
 * @throws AppError (not-found: the source, or it has no such alarm)
 */
export async function readAlarm(sourceId: string, key: AlarmKey): Promise<SourceAlarm> {
  const source = await readWatchedSource(sourceId);
  const logType = watchedName(key.logType);
  const found = (await readAlarms(source.id)).find((alarm) => alarm.signal === key.signal && alarm.logType === logType);
  if (!found) throw noSuchAlarm(source);
  return found;
}

/** Every alarm of a source, and who would be told. @throws AppError (not-found) */
export async function listAlarms(
  actor: Actor,
  sourceId: string,
  rules: DropOffRuleOf = dropOffRuleOf,
): Promise<SourceAlarms> {
  requirePermission(actor, "LogSourceRead");
  const source = await readWatchedSource(sourceId);
  const rule = rules(source.kind);
  return {
    isSupported: rule.isSupported,
    unsupportedReason: rule.isSupported ? null : rule.reason,
    alarms: (await readAlarms(source.id)).map((alarm) => ({ ...alarm, etag: etagOf(alarmVersion(alarm)) })),
    logTypes: source.logTypes,
    destinations: actor.permissions.has("DestinationRead") ? await readSystemErrorDestinations() : null,
  };
}

/** Minutes with events of the last 30 days, oldest first. */
async function readHistory(sourceId: string, logType: string, now: Date): Promise<HistoryMinute[]> {
  const { rows } = await pool.query<{ minute: Date; events: number; lagSeconds: number | null }>(
    `SELECT minute, sum(classified)::bigint AS events, min(lag_seconds_min) AS "lagSeconds" FROM log_source_minutes
      WHERE source_id = $1 AND classified > 0 AND ($2 = '' OR log_type = $2)
        AND minute > $3::timestamptz - make_interval(days => $4) AND minute <= $3
      GROUP BY minute ORDER BY minute`,
    [sourceId, logType, now, historyDays],
  );
  return rows.map(({ minute, events, lagSeconds }) => ({
    at: minute.getTime(),
    events,
    lagMs: lagSeconds === null ? null : lagSeconds * 1000,
  }));
}

async function readHeld(sourceId: string, now: Date): Promise<ExcludedTime> {
  const [downtime, pauses] = await Promise.all([readDowntime(pool, now), readPauses(pool, [sourceId], now)]);
  return { downtime, pauses: pauses.get(sourceId) ?? [] };
}

/** There is something to count since the source exists, or since its first event when that is older (a restored one). */
function sinceOf(source: WatchedSource, minutes: readonly HistoryMinute[]): number {
  return Math.min(source.createdAt.getTime(), minutes[0]?.at ?? Number.POSITIVE_INFINITY);
}

/**
 * What an alarm would have done with what there is of the last 30 days.
 * @param timeZone whose weekdays the answer speaks of; the calendar's own comes first.
 * @throws AppError: not-found, invalid (its kind has no alarms, a log type that it does not have).
 */
export async function backTestAlarm(
  actor: Actor,
  sourceId: string,
  rule: TestedRule & { logType: string },
  timeZone: string,
  now: Date,
  rules: DropOffRuleOf = dropOffRuleOf,
): Promise<BackTest> {
  requirePermission(actor, "LogSourceRead");
  const source = await readWatchedSource(sourceId);
  requireSupport(source, rules);
  const logType = requireLogType(source, rule.logType);
  requireReachableWindow(rule, now);
  const [minutes, held] = await Promise.all([readHistory(source.id, logType, now), readHeld(source.id, now)]);
  const zone = rule.calendar?.timeZone ?? timeZone;
  return backTest(rule, minutes, held, sinceOf(source, minutes), now.getTime(), zone);
}

/**
 * A window learned from the source's own cadence.
 * @throws AppError: not-found, invalid (its kind has no alarms, a log type that it does not have).
 */
export async function proposeAlarm(
  actor: Actor,
  sourceId: string,
  logType: string,
  timeZone: string,
  now: Date,
  rules: DropOffRuleOf = dropOffRuleOf,
): Promise<AlarmProposal> {
  requirePermission(actor, "LogSourceRead");
  const source = await readWatchedSource(sourceId);
  requireSupport(source, rules);
  const watched = requireLogType(source, logType);
  const [minutes, held] = await Promise.all([readHistory(source.id, watched, now), readHeld(source.id, now)]);
  return propose(minutes, held, sinceOf(source, minutes), now.getTime(), timeZone);
}
