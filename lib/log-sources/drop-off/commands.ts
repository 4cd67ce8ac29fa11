import "server-only";
import type pg from "pg";
import { type Actor, requirePermission } from "#lib/auth/actor.ts";
import { inTransaction, pool } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { readFacts, ruleOf } from "./alarm-facts.ts";
import { type AlarmRow, alarmColumns, keyOf, storeOutcomes } from "./alarm-rows.ts";
import { resolveAlarm } from "./on-events-processed.ts";
import type { AlarmKey, AlarmValues, BulkAlarmResult } from "./schema.ts";
import { step } from "./state-machine.ts";
import { type DropOffRuleOf, dropOffRuleOf } from "./support.ts";
import { outages } from "./uptime.ts";
import { readWatchedSource, requireSupport, type WatchedSource } from "./watched-source.ts";

/** What a command did; the destinations are owed a message now. */
export interface AlarmChange {
  destinationIds: string[];
}

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

/** Writes the settings of an alarm whose row is locked, and where it stands under them. */
async function applySettings(
  client: pg.PoolClient,
  row: AlarmRow,
  settings: Required<AlarmSettings>,
  now: Date,
  isNew: boolean,
): Promise<string[]> {
  const isChanged = isNew || !isSameRule(row, settings);
  const snoozedUntil = settings.snoozedUntil === null ? null : new Date(settings.snoozedUntil);
  if (!isChanged && snoozedUntil?.getTime() === row.snoozedUntil?.getTime()) return [];
  // A changed alarm begins anew; one that is out stays out unless the new settings say that all is well.
  const setAt = isChanged && row.state !== "ALARM" ? now : row.setAt;
  const changed: AlarmRow = { ...row, ...settings, snoozedUntil, setAt };
  await client.query(
    `UPDATE log_source_alarms SET minutes_threshold = $4, minimum_events = $5, calendar = $6, snoozed_until = $7, set_at = $8
      WHERE source_id = $1 AND log_type = $2 AND signal = $3`,
    [
      row.sourceId,
      row.logType,
      row.signal,
      settings.minutesThreshold,
      settings.minimumEvents,
      settings.calendar === null ? null : JSON.stringify(settings.calendar),
      snoozedUntil,
      setAt,
    ],
  );
  const facts = (await readFacts(client, [changed], await outages(client, now), now)).get(keyOf(changed));
  if (!facts) return [];
  const outcome = step(ruleOf(changed), facts, now.getTime());
  // Raising is the tick's alone, which looks at it at once.
  const isRaising = outcome.effect === "raise";
  const state = isRaising ? changed.state : outcome.state;
  const dueAt = isRaising ? now.getTime() : outcome.dueAt;
  await storeOutcomes(client, [{ row: changed, state, dueAt }], now);
  return outcome.effect === "resolve" ? resolveAlarm(client, changed, now, "The alarm was changed.") : [];
}

async function setOne(source: WatchedSource, settings: AlarmSettings, now: Date): Promise<string[]> {
  return inTransaction(async (client) => {
    const { signal, logType } = settings;
    const { rowCount } = await client.query(
      `INSERT INTO log_source_alarms (source_id, log_type, signal, minutes_threshold, state_changed_at, set_at, due_at)
       VALUES ($1, $2, $3, $4, $5, $5, $5) ON CONFLICT DO NOTHING`,
      [source.id, logType, signal, settings.minutesThreshold, now],
    );
    const row = await lockAlarm(client, source.id, { signal, logType });
    if (!row) throw new AppError("conflict", "The alarm was removed while it was being set; try again");
    const { minimumEvents, calendar } = row;
    const snoozedUntil = row.snoozedUntil?.toISOString() ?? null;
    const complete = { minimumEvents, calendar, snoozedUntil, ...settings };
    return applySettings(client, row, complete, now, rowCount === 1);
  });
}

/**
 * Sets or changes one alarm of a source; settings that are left out stay. Setting it to what it is changes nothing.
 * @throws AppError: not-found (the source), invalid (its kind has no alarms, a log type that it does not have).
 */
export async function setAlarm(
  actor: Actor,
  sourceId: string,
  settings: AlarmSettings,
  now: Date,
  rules: DropOffRuleOf = dropOffRuleOf,
): Promise<AlarmChange> {
  requirePermission(actor, "LogSourceModify");
  const source = await readWatchedSource(sourceId);
  requireSupport(source, rules);
  if (settings.logType !== "" && !source.logTypes.includes(settings.logType)) {
    const message = `logType: ${settings.logType} is not one of the source's log types (${source.logTypes.join(", ")})`;
    throw new AppError("invalid", message, { field: "logType" });
  }
  return { destinationIds: await setOne(source, settings, now) };
}

async function removeOne(sourceId: string, key: AlarmKey, now: Date): Promise<string[] | null> {
  return inTransaction(async (client) => {
    const row = await lockAlarm(client, sourceId, key);
    if (!row) return null;
    await client.query("DELETE FROM log_source_alarms WHERE source_id = $1 AND log_type = $2 AND signal = $3", [
      sourceId,
      key.logType,
      key.signal,
    ]);
    return row.state === "ALARM" ? resolveAlarm(client, row, now, "The alarm was removed.") : [];
  });
}

/** Removes an alarm and closes its alert. @throws AppError (not-found: the source, or it has no such alarm) */
export async function removeAlarm(actor: Actor, sourceId: string, key: AlarmKey, now: Date): Promise<AlarmChange> {
  requirePermission(actor, "LogSourceModify");
  const source = await readWatchedSource(sourceId);
  const destinationIds = await removeOne(source.id, key, now);
  if (destinationIds === null) throw noSuchAlarm(source);
  return { destinationIds };
}

/** Closes what the alarms of a source that is being deleted have raised; they go with it. Its row is locked by the caller. */
export async function closeAlarmsOf(client: pg.PoolClient, sourceId: string, now: Date): Promise<void> {
  const { rows } = await client.query<AlarmRow>(
    `SELECT ${alarmColumns} FROM log_source_alarms a JOIN log_sources s ON s.id = a.source_id
      WHERE a.source_id = $1 AND a.state = 'ALARM' FOR UPDATE OF a`,
    [sourceId],
  );
  for (const row of rows) await resolveAlarm(client, row, now, "The source was deleted.");
}

/** The one error for an alarm that is not set. */
export function noSuchAlarm(source: Pick<WatchedSource, "label">): AppError {
  return new AppError("not-found", `The log source ${source.label} has no such alarm`);
}

/** Sets (or with a null threshold removes) the plain alarm of many sources; those that cannot have one are told apart. */
export async function setAlarms(
  actor: Actor,
  sourceIds: readonly string[],
  minutesThreshold: number | null,
  now: Date,
  rules: DropOffRuleOf = dropOffRuleOf,
): Promise<BulkAlarmResult & AlarmChange> {
  requirePermission(actor, "LogSourceModify");
  const { rows } = await pool.query<WatchedSource>(
    `SELECT id, label, kind, log_types AS "logTypes", created_at AS "createdAt" FROM log_sources WHERE id = ANY($1::uuid[])`,
    [sourceIds],
  );
  const found = new Map(rows.map((source) => [source.id, source]));
  const destinationIds = new Set<string>();
  const refused: BulkAlarmResult["refused"] = [];
  let changed = 0;
  for (const sourceId of new Set(sourceIds)) {
    const source = found.get(sourceId);
    const rule = source && rules(source.kind);
    if (!source || !rule) {
      refused.push({ sourceId, message: `There is no log source ${sourceId}` });
    } else if (!rule.isSupported) {
      refused.push({ sourceId, message: rule.reason });
    } else {
      const key = { signal: "no-data" as const, logType: "" };
      const owed =
        minutesThreshold === null
          ? await removeOne(sourceId, key, now)
          : await setOne(source, { ...key, minutesThreshold }, now);
      for (const id of owed ?? []) destinationIds.add(id);
      changed += 1;
    }
  }
  return { changed, refused, destinationIds: [...destinationIds] };
}
