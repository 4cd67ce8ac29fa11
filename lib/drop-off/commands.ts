import "server-only";
import { type ChangeContext, change, type Tx } from "#lib/change.ts";
import { AppError } from "#lib/errors.ts";
import { isoInstant } from "#lib/iso-instant.ts";
import { markHealthDue } from "#lib/log-source-kinds/health-due.ts";
import type { Queryable } from "#lib/sql.ts";
import { logDropOff } from "#lib/system-errors/kinds/log-drop-off.ts";
import { updateOpenAlert } from "#lib/system-errors/report.ts";
import { evaluateAlarm } from "./alarm/evaluate-alarm.ts";
import { readFacts, ruleOf } from "./alarm-facts.ts";
import { type AlarmRow, alarmColumns, storeOutcomes } from "./alarm-rows.ts";
import { resolveAlarm } from "./on-events-processed.ts";
import { type EvaluatedAlarm, reportsOf } from "./raise.ts";
import { requireReachableWindow } from "./require-reachable-window.ts";
import { type AlarmKey, type AlarmValues, alarmVersion, type BulkAlarmResult } from "./schema.ts";
import { type DropOffRuleOf, dropOffRuleOf } from "./support.ts";
import { toAlarm } from "./to-alarm.ts";
import { readDowntime } from "./uptime.ts";
import {
  holdWatchedSource,
  readWatchedSource,
  requireLogType,
  requireSupport,
  type WatchedSource,
  watchedName,
} from "./watched-source.ts";

const targetOf = ({ id, label }: Pick<WatchedSource, "id" | "label">) => ({ type: "log-source", id, name: label });

/** Settings that are left out stay as they are. */
type AlarmSettings = AlarmKey & Pick<AlarmValues, "minutesThreshold"> & Partial<AlarmValues>;

async function lockAlarm(client: Queryable, sourceId: string, key: AlarmKey): Promise<AlarmRow | undefined> {
  const { rows } = await client.query<AlarmRow>(
    `SELECT ${alarmColumns} FROM log_source_alarms a JOIN log_sources s ON s.id = a.source_id
      WHERE a.source_id = $1 AND a.log_type = $2 AND a.signal = $3 FOR UPDATE OF a`,
    [sourceId, key.logType, key.signal],
  );
  return rows[0];
}

function isSameRule(row: AlarmRow, settings: Required<AlarmSettings>): boolean {
  return (
    row.minutesThreshold === settings.minutesThreshold &&
    row.minimumEvents === settings.minimumEvents &&
    JSON.stringify(canonical(row.calendar)) === JSON.stringify(canonical(settings.calendar))
  );
}

/** The database keeps the keys of an object in an order of its own. */
function canonical(calendar: AlarmRow["calendar"]): unknown {
  return (
    calendar && [calendar.timeZone, calendar.weekdays, calendar.hours?.from, calendar.hours?.to, calendar.holidays]
  );
}

/** Has the alert of an alarm that stays out speak of its new settings. */
async function updateAlertOf(tx: Tx, decided: EvaluatedAlarm): Promise<void> {
  // Without arrivals nobody knows whether events would be as late as the new settings say.
  if (decided.row.signal === "late-data" && decided.facts.lagMs === null) return;
  for (const { subject, reported } of await reportsOf(tx, [decided], { atOnce: 1, isAtLeast: false }, tx.now)) {
    await updateOpenAlert(tx, logDropOff, subject, reported);
  }
}

/** Writes the settings of an alarm whose row is locked, and where it stands under them. @returns whether anything changed. */
async function applySettings(
  tx: Tx,
  row: AlarmRow,
  settings: Required<AlarmSettings>,
  isNew: boolean,
): Promise<boolean> {
  const { now } = tx;
  const isChanged = isNew || !isSameRule(row, settings);
  const snoozedUntil = settings.snoozedUntil === null ? null : Date.parse(settings.snoozedUntil);
  if (!isChanged && snoozedUntil === row.snoozedUntil) return false;
  // A changed alarm begins anew; one that is out stays out unless the new settings say that all is well.
  const setAt = isChanged && row.state !== "ALARM" ? now.getTime() : row.setAt;
  const { rows: written } = await tx.query<Pick<AlarmRow, "ctid">>(
    `UPDATE log_source_alarms SET minutes_threshold = $4, minimum_events = $5, calendar = $6, snoozed_until = $7, set_at = $8
      WHERE source_id = $1 AND log_type = $2 AND signal = $3 RETURNING ctid`,
    [
      row.sourceId,
      row.logType,
      row.signal,
      settings.minutesThreshold,
      settings.minimumEvents,
      settings.calendar === null ? null : JSON.stringify(settings.calendar),
      snoozedUntil === null ? null : new Date(snoozedUntil),
      new Date(setAt),
    ],
  );
  const changed: AlarmRow = { ...row, ...settings, ...written[0], snoozedUntil, setAt };
  const [facts] = await readFacts(tx, [changed], await readDowntime(tx, now), now);
  if (!facts) return true;
  const outcome = evaluateAlarm(ruleOf(changed), facts, now.getTime());
  // Raising is the tick's alone, and so is what is over without the change; it looks at it at once.
  const isOverAnyway = outcome.effect === "resolve" && (!isChanged || row.isPaused);
  const isLeft = outcome.effect === "raise" || isOverAnyway;
  const state = isLeft ? changed.state : outcome.state;
  const dueAt = isLeft ? now.getTime() : outcome.dueAt;
  await storeOutcomes(tx, [{ row: changed, state, dueAt }], now);
  if (outcome.effect === "resolve" && !isOverAnyway) await resolveAlarm(tx, changed, "The alarm was changed.");
  else if (isChanged && outcome.state === "ALARM" && outcome.effect === null) {
    await updateAlertOf(tx, { row: changed, facts, step: outcome });
  }
  return true;
}

/**
 * Sets or changes one alarm of a source inside a change; settings that are left out stay. The source is held first, so that
 * it can be neither deleted nor lose the log type before the alarm is set.
 * @returns whether anything changed.
 * @throws AppError as `setAlarm`.
 */
export async function setAlarmOf(
  tx: Tx,
  sourceId: string,
  settings: AlarmSettings,
  rules: DropOffRuleOf = dropOffRuleOf,
): Promise<boolean> {
  const { now } = tx;
  const source = await holdWatchedSource(tx, sourceId);
  requireSupport(source, rules);
  const { signal } = settings;
  const logType = requireLogType(source, settings.logType);
  const { count } = await tx.sql`
    INSERT INTO log_source_alarms (source_id, log_type, signal, minutes_threshold, state_changed_at, set_at, due_at)
    VALUES (${source.id}, ${logType}, ${signal}, ${settings.minutesThreshold}, ${now}, ${now}, ${now}) ON CONFLICT DO NOTHING`;
  const row = await lockAlarm(tx, source.id, { signal, logType });
  if (!row) throw new AppError("conflict", "The alarm was removed while it was being set; try again");
  const isNew = count === 1;
  const current = isNew ? null : toAlarm(row);
  tx.requireVersion(current && alarmVersion(current), current);
  const { minimumEvents, calendar } = row;
  const snoozedUntil = row.snoozedUntil === null ? null : isoInstant(row.snoozedUntil);
  const complete = { minimumEvents, calendar, snoozedUntil, ...settings, logType };
  requireReachableWindow(complete, now);
  const isChanged = await applySettings(tx, row, complete, isNew);
  if (!isChanged) return false;
  await markHealthDue(tx, [source.id], now);
  tx.audit("drop-off-alarm.replace", targetOf(source), { after: complete });
  return true;
}

/**
 * Sets or changes one alarm of a source; settings that are left out stay. Setting it to what it is changes nothing.
 * @returns whether anything changed.
 * @throws AppError: not-found (the source), invalid (its kind has no alarms, a log type that it does not have, a calendar
 * that never fills the window).
 */
export function setAlarm(
  context: ChangeContext,
  sourceId: string,
  settings: AlarmSettings,
  rules: DropOffRuleOf = dropOffRuleOf,
): Promise<boolean> {
  return change(context, (tx) => setAlarmOf(tx, sourceId, settings, rules));
}

/** Removes alarms whose rows are locked and closes what they raised. */
async function removeLocked(tx: Tx, rows: readonly AlarmRow[], why: string): Promise<void> {
  await markHealthDue(
    tx,
    rows.map((row) => row.sourceId),
    tx.now,
  );
  for (const row of rows) {
    await tx.query("DELETE FROM log_source_alarms WHERE source_id = $1 AND log_type = $2 AND signal = $3", [
      row.sourceId,
      row.logType,
      row.signal,
    ]);
    if (row.state === "ALARM") await resolveAlarm(tx, row, why);
    const { signal, logType } = row;
    tx.audit("drop-off-alarm.delete", targetOf({ id: row.sourceId, label: row.sourceLabel }), { signal, logType, why });
  }
}

async function removeOne(context: ChangeContext, sourceId: string, key: AlarmKey): Promise<boolean> {
  return change(context, async (tx) => {
    const row = await lockAlarm(tx, sourceId, { ...key, logType: watchedName(key.logType) });
    const current = row ? toAlarm(row) : null;
    tx.requireVersion(current && alarmVersion(current), current);
    if (row) await removeLocked(tx, [row], "The alarm was removed.");
    return row !== undefined;
  });
}

/** Removes an alarm and closes its alert. @throws AppError (not-found: the source, or it has no such alarm) */
export async function removeAlarm(context: ChangeContext, sourceId: string, key: AlarmKey): Promise<void> {
  const source = await readWatchedSource(sourceId);
  if (!(await removeOne(context, source.id, key))) throw noSuchAlarm(source);
}

async function lockAlarmsOf(client: Queryable, sourceId: string): Promise<AlarmRow[]> {
  const { rows } = await client.query<AlarmRow>(
    `SELECT ${alarmColumns} FROM log_source_alarms a JOIN log_sources s ON s.id = a.source_id
      WHERE a.source_id = $1 ORDER BY a.log_type, a.signal FOR UPDATE OF a`,
    [sourceId],
  );
  return rows;
}

/** Removes every alarm of a source that is being deleted and closes what they raised. Its row is locked by the caller. */
export async function removeAlarmsOf(tx: Tx, sourceId: string): Promise<void> {
  await removeLocked(tx, await lockAlarmsOf(tx, sourceId), "The source was deleted.");
}

/**
 * Removes the alarms of log types that a source does not have any more and closes what they raised. Its row is locked by
 * the caller.
 */
export async function removeDetachedAlarms(tx: Tx, sourceId: string, logTypes: readonly string[]): Promise<void> {
  const attached = new Set(["", ...logTypes.map(watchedName)]);
  const rows = await lockAlarmsOf(tx, sourceId);
  const detached = rows.filter((row) => !attached.has(row.logType));
  await removeLocked(tx, detached, "The log type was detached.");
}

/** The one error for an alarm that is not set. */
export function noSuchAlarm(source: Pick<WatchedSource, "label">): AppError {
  return new AppError("not-found", `The log source ${source.label} has no such alarm`);
}

/**
 * Sets (or with a null threshold removes) the plain alarm of many sources, each for itself: what cannot be done is told
 * apart, and what was so already does not count.
 */
export async function setAlarms(
  context: ChangeContext,
  sourceIds: readonly string[],
  minutesThreshold: number | null,
  rules: DropOffRuleOf = dropOffRuleOf,
): Promise<BulkAlarmResult> {
  const refused: BulkAlarmResult["refused"] = [];
  const key = { signal: "no-data" as const, logType: "" };
  let changed = 0;
  for (const sourceId of new Set(sourceIds)) {
    try {
      const isChanged =
        minutesThreshold === null
          ? await removeOne(context, (await readWatchedSource(sourceId)).id, key)
          : await setAlarm(context, sourceId, { ...key, minutesThreshold }, rules);
      if (isChanged) changed += 1;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      refused.push({ sourceId, message: error.message });
    }
  }
  return { changed, refused };
}
