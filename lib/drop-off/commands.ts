import "server-only";
import type pg from "pg";
import { type Actor, requirePermission } from "#lib/auth/actor.ts";
import { inTransaction } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { isoInstant } from "#lib/iso-instant.ts";
import { markHealthDue } from "#lib/log-source-kinds/health-due.ts";
import { logDropOff } from "#lib/system-errors/kinds/log-drop-off.ts";
import { restate } from "#lib/system-errors/report.ts";
import { step } from "./alarm/state-machine.ts";
import { readFacts, ruleOf } from "./alarm-facts.ts";
import { type AlarmRow, alarmColumns, storeOutcomes } from "./alarm-rows.ts";
import { resolveAlarm } from "./on-events-processed.ts";
import { type Decided, reportsOf } from "./raise.ts";
import { requireReachableWindow } from "./require-reachable-window.ts";
import type { AlarmKey, AlarmValues, BulkAlarmResult } from "./schema.ts";
import { type DropOffRuleOf, dropOffRuleOf } from "./support.ts";
import { outages } from "./uptime.ts";
import {
  holdWatchedSource,
  readWatchedSource,
  requireLogType,
  requireSupport,
  type WatchedSource,
  watchedName,
} from "./watched-source.ts";

/** What a command did. */
export interface AlarmChange {
  /** False when everything was already as it was asked for. */
  isChanged: boolean;
  /** Destinations that are owed a message now. */
  destinationIds: string[];
}

const unchanged: AlarmChange = { isChanged: false, destinationIds: [] };

/** Settings that are left out stay as they are. */
type AlarmSettings = AlarmKey & Pick<AlarmValues, "minutesThreshold"> & Partial<AlarmValues>;

async function lockAlarm(client: pg.PoolClient, sourceId: string, key: AlarmKey): Promise<AlarmRow | undefined> {
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
async function restateAlarm(client: pg.PoolClient, actor: Actor, decided: Decided, now: Date): Promise<void> {
  // Without arrivals nobody knows whether events would be as late as the new settings say.
  if (decided.row.signal === "late-data" && decided.facts.lagMs === null) return;
  for (const { subject, reported } of await reportsOf(client, [decided], { atOnce: 1, isAtLeast: false }, now)) {
    await restate(client, logDropOff, subject, reported, actor, now);
  }
}

/** Writes the settings of an alarm whose row is locked, and where it stands under them. */
async function applySettings(
  client: pg.PoolClient,
  actor: Actor,
  row: AlarmRow,
  settings: Required<AlarmSettings>,
  now: Date,
  isNew: boolean,
): Promise<AlarmChange> {
  const isChanged = isNew || !isSameRule(row, settings);
  const snoozedUntil = settings.snoozedUntil === null ? null : Date.parse(settings.snoozedUntil);
  if (!isChanged && snoozedUntil === row.snoozedUntil) return unchanged;
  // A changed alarm begins anew; one that is out stays out unless the new settings say that all is well.
  const setAt = isChanged && row.state !== "ALARM" ? now.getTime() : row.setAt;
  const { rows: written } = await client.query<Pick<AlarmRow, "ctid">>(
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
  const [facts] = await readFacts(client, [changed], await outages(client, now), now);
  if (!facts) return { isChanged: true, destinationIds: [] };
  const outcome = step(ruleOf(changed), facts, now.getTime());
  // Raising is the tick's alone, and so is what is over without the change; it looks at it at once.
  const isOverAnyway = outcome.effect === "resolve" && (!isChanged || row.isPaused);
  const isLeft = outcome.effect === "raise" || isOverAnyway;
  const state = isLeft ? changed.state : outcome.state;
  const dueAt = isLeft ? now.getTime() : outcome.dueAt;
  await storeOutcomes(client, [{ row: changed, state, dueAt }], now);
  if (outcome.effect === "resolve" && !isOverAnyway) {
    const destinationIds = await resolveAlarm(client, changed, now, "The alarm was changed.", actor);
    return { isChanged: true, destinationIds };
  }
  if (isChanged && outcome.state === "ALARM" && outcome.effect === null)
    await restateAlarm(client, actor, { row: changed, facts, step: outcome }, now);
  return { isChanged: true, destinationIds: [] };
}

/** The source is held first, so that it can be neither deleted nor lose the log type before the alarm is set. */
async function setOne(
  actor: Actor,
  sourceId: string,
  settings: AlarmSettings,
  now: Date,
  rules: DropOffRuleOf,
): Promise<AlarmChange> {
  return inTransaction(async (client) => {
    const source = await holdWatchedSource(client, sourceId);
    requireSupport(source, rules);
    const { signal } = settings;
    const logType = requireLogType(source, settings.logType);
    const { rowCount } = await client.query(
      `INSERT INTO log_source_alarms (source_id, log_type, signal, minutes_threshold, state_changed_at, set_at, due_at)
       VALUES ($1, $2, $3, $4, $5, $5, $5) ON CONFLICT DO NOTHING`,
      [source.id, logType, signal, settings.minutesThreshold, now],
    );
    const row = await lockAlarm(client, source.id, { signal, logType });
    if (!row) throw new AppError("conflict", "The alarm was removed while it was being set; try again");
    const { minimumEvents, calendar } = row;
    const snoozedUntil = row.snoozedUntil === null ? null : isoInstant(row.snoozedUntil);
    const complete = { minimumEvents, calendar, snoozedUntil, ...settings, logType };
    requireReachableWindow(complete, now);
    const change = await applySettings(client, actor, row, complete, now, rowCount === 1);
    if (change.isChanged) await markHealthDue(client, [source.id], now);
    return change;
  });
}

/**
 * Sets or changes one alarm of a source; settings that are left out stay. Setting it to what it is changes nothing.
 * @throws AppError: not-found (the source), invalid (its kind has no alarms, a log type that it does not have, a calendar
 * that never fills the window).
 */
export async function setAlarm(
  actor: Actor,
  sourceId: string,
  settings: AlarmSettings,
  now: Date,
  rules: DropOffRuleOf = dropOffRuleOf,
): Promise<AlarmChange> {
  requirePermission(actor, "LogSourceModify");
  return setOne(actor, sourceId, settings, now, rules);
}

/** Removes alarms whose rows are locked and closes what they raised. @returns the destinations that are owed a message now. */
async function removeLocked(
  client: pg.PoolClient,
  actor: Actor,
  rows: readonly AlarmRow[],
  now: Date,
  why: string,
): Promise<string[]> {
  const owed = new Set<string>();
  await markHealthDue(
    client,
    rows.map((row) => row.sourceId),
    now,
  );
  for (const row of rows) {
    await client.query("DELETE FROM log_source_alarms WHERE source_id = $1 AND log_type = $2 AND signal = $3", [
      row.sourceId,
      row.logType,
      row.signal,
    ]);
    if (row.state !== "ALARM") continue;
    for (const id of await resolveAlarm(client, row, now, why, actor)) owed.add(id);
  }
  return [...owed];
}

async function removeOne(actor: Actor, sourceId: string, key: AlarmKey, now: Date): Promise<AlarmChange> {
  return inTransaction(async (client) => {
    const row = await lockAlarm(client, sourceId, { ...key, logType: watchedName(key.logType) });
    if (!row) return unchanged;
    return { isChanged: true, destinationIds: await removeLocked(client, actor, [row], now, "The alarm was removed.") };
  });
}

/** Removes an alarm and closes its alert. @throws AppError (not-found: the source, or it has no such alarm) */
export async function removeAlarm(actor: Actor, sourceId: string, key: AlarmKey, now: Date): Promise<AlarmChange> {
  requirePermission(actor, "LogSourceModify");
  const source = await readWatchedSource(sourceId);
  const change = await removeOne(actor, source.id, key, now);
  if (!change.isChanged) throw noSuchAlarm(source);
  return change;
}

async function lockAlarmsOf(client: pg.PoolClient, sourceId: string): Promise<AlarmRow[]> {
  const { rows } = await client.query<AlarmRow>(
    `SELECT ${alarmColumns} FROM log_source_alarms a JOIN log_sources s ON s.id = a.source_id
      WHERE a.source_id = $1 ORDER BY a.log_type, a.signal FOR UPDATE OF a`,
    [sourceId],
  );
  return rows;
}

/**
 * Removes every alarm of a source that is being deleted and closes what they raised. Its row is locked by the caller.
 * @returns the destinations that are owed a message now.
 */
export async function removeAlarmsOf(
  client: pg.PoolClient,
  actor: Actor,
  sourceId: string,
  now: Date,
): Promise<string[]> {
  return removeLocked(client, actor, await lockAlarmsOf(client, sourceId), now, "The source was deleted.");
}

/**
 * Removes the alarms of log types that a source does not have any more and closes what they raised. Its row is locked by
 * the caller.
 * @returns the destinations that are owed a message now.
 */
export async function removeDetachedAlarms(
  client: pg.PoolClient,
  actor: Actor,
  sourceId: string,
  logTypes: readonly string[],
  now: Date,
): Promise<string[]> {
  const attached = new Set(["", ...logTypes.map(watchedName)]);
  const rows = await lockAlarmsOf(client, sourceId);
  const detached = rows.filter((row) => !attached.has(row.logType));
  return removeLocked(client, actor, detached, now, "The log type was detached.");
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
  actor: Actor,
  sourceIds: readonly string[],
  minutesThreshold: number | null,
  now: Date,
  rules: DropOffRuleOf = dropOffRuleOf,
): Promise<BulkAlarmResult & Pick<AlarmChange, "destinationIds">> {
  requirePermission(actor, "LogSourceModify");
  const owed = new Set<string>();
  const refused: BulkAlarmResult["refused"] = [];
  const key = { signal: "no-data" as const, logType: "" };
  let changed = 0;
  for (const sourceId of new Set(sourceIds)) {
    try {
      const { isChanged, destinationIds } =
        minutesThreshold === null
          ? await removeOne(actor, (await readWatchedSource(sourceId)).id, key, now)
          : await setOne(actor, sourceId, { ...key, minutesThreshold }, now, rules);
      for (const id of destinationIds) owed.add(id);
      if (isChanged) changed += 1;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      refused.push({ sourceId, message: error.message });
    }
  }
  return { changed, refused, destinationIds: [...owed] };
}
