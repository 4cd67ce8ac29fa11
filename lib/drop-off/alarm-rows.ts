import "server-only";
import type { Queryable } from "#lib/db.ts";
import { markHealthDue } from "#lib/log-source-kinds/health-due.ts";
import type { AlarmSignal } from "#lib/log-source-kinds/terms.ts";
import { numberArray, textArray, uuidArray } from "#lib/postgres-array.ts";
import type { AlarmCalendar } from "./schema.ts";
import type { AlarmState } from "./terms.ts";

/** An alarm, as raw SQL reads it. Instants are epoch milliseconds. */
interface ClaimedAlarm {
  /** Where the row is, while it is locked. */
  ctid: string;
  sourceId: string;
  logType: string;
  signal: AlarmSignal;
  minutesThreshold: number;
  minimumEvents: number;
  calendar: AlarmCalendar | null;
  snoozedUntil: number | null;
  state: AlarmState;
  stateChangedAt: number;
  setAt: number;
}

/** What an alarm has to know of its source. Instants are epoch milliseconds. */
interface AlarmSource {
  sourceLabel: string;
  sourceKind: string;
  isPaused: boolean;
  resumedAt: number | null;
  lastEventProcessedAt: number | null;
  lastReceivedAt: number | null;
  /** When the oldest body was received that waits to be classified; null when none does. */
  pendingSince: number | null;
}

export interface AlarmRow extends ClaimedAlarm, AlarmSource {}

/** An instant as epoch milliseconds: many of them are read and compared, and hardly one is shown. */
const ms = (instant: string) => `round(date_part('epoch', ${instant}) * 1000)`;

const claimedColumns = `
  a.ctid, a.source_id AS "sourceId", a.log_type AS "logType", a.signal, a.minutes_threshold AS "minutesThreshold",
  a.minimum_events AS "minimumEvents", a.calendar, ${ms("a.snoozed_until")} AS "snoozedUntil", a.state,
  ${ms("a.state_changed_at")} AS "stateChangedAt", ${ms("a.set_at")} AS "setAt"`;

const sourceColumns = `
  s.label AS "sourceLabel", s.kind AS "sourceKind", s.is_paused AS "isPaused", ${ms("s.resumed_at")} AS "resumedAt",
  ${ms("s.last_event_processed_at")} AS "lastEventProcessedAt", ${ms("s.last_received_at")} AS "lastReceivedAt"`;

const pendingSince = `(SELECT ${ms("min(b.received_at)")} FROM log_batches b WHERE b.source_id = s.id AND b.state = 'pending')`;

/** The select list of `AlarmRow` for `log_source_alarms a JOIN log_sources s`. */
export const alarmColumns = `${claimedColumns}, ${sourceColumns}, ${pendingSince} AS "pendingSince"`;

/** How many alarms are due, counted up to `most`. */
export async function countDue(client: Queryable, now: Date, most: number): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    "SELECT count(*) AS count FROM (SELECT FROM log_source_alarms WHERE due_at <= $1 LIMIT $2) AS due",
    [now, most],
  );
  return rows[0]?.count ?? 0;
}

/** The sources of alarms, all from one snapshot: a body that is being committed is either in the last event or still pending. */
async function readSources(
  client: Queryable,
  alarms: readonly ClaimedAlarm[],
  now: Date,
): Promise<Map<string, AlarmSource>> {
  // A plain alarm whose source is alive does not ask what is pending.
  const aliveSince = new Map<string, number>();
  for (const { sourceId, signal, logType, minutesThreshold } of alarms) {
    const isPlain = signal === "no-data" && logType === "";
    const since = isPlain ? now.getTime() - minutesThreshold * 60_000 : Number.POSITIVE_INFINITY;
    aliveSince.set(sourceId, Math.max(aliveSince.get(sourceId) ?? 0, since));
  }
  const { rows } = await client.query<AlarmSource & { id: string }>({
    name: "drop-off-sources",
    text: `SELECT s.id, ${sourceColumns},
                  CASE WHEN s.last_event_processed_at > to_timestamp(g.alive_since / 1000) THEN NULL ELSE ${pendingSince} END AS "pendingSince"
             FROM unnest($1::uuid[], $2::float8[]) AS g (source_id, alive_since) JOIN log_sources s ON s.id = g.source_id`,
    values: [uuidArray(aliveSince.keys()), numberArray(aliveSince.values())],
  });
  return new Map(rows.map((source) => [source.id, source]));
}

/**
 * Alarms that are due, locked until the transaction ends, with their sources as they are after that. Rows that another
 * scheduler holds are left to it, and what it has just pushed on is not due any more.
 */
export async function claimDue(client: Queryable, now: Date, limit: number): Promise<AlarmRow[]> {
  const { rows: alarms } = await client.query<ClaimedAlarm>({
    name: "drop-off-claim",
    text: `SELECT ${claimedColumns} FROM log_source_alarms a
            WHERE a.due_at <= $1 ORDER BY a.due_at LIMIT $2 FOR UPDATE SKIP LOCKED`,
    values: [now, limit],
  });
  if (alarms.length === 0) return [];
  // In the order of the indexes that they are looked up in, here and when their alerts are raised.
  alarms.sort((a, b) => (a.sourceId < b.sourceId ? -1 : 1));
  const sources = await readSources(client, alarms, now);
  // A source that is being deleted takes its alarms with it.
  const found: AlarmRow[] = [];
  for (const alarm of alarms) {
    const source = sources.get(alarm.sourceId);
    if (!source) continue;
    const { sourceLabel, sourceKind, isPaused, resumedAt, lastEventProcessedAt, lastReceivedAt, pendingSince } = source;
    // Named one by one: a spread of so many costs more than all the rest.
    found.push({
      ctid: alarm.ctid,
      sourceId: alarm.sourceId,
      logType: alarm.logType,
      signal: alarm.signal,
      minutesThreshold: alarm.minutesThreshold,
      minimumEvents: alarm.minimumEvents,
      calendar: alarm.calendar,
      snoozedUntil: alarm.snoozedUntil,
      state: alarm.state,
      stateChangedAt: alarm.stateChangedAt,
      setAt: alarm.setAt,
      sourceLabel,
      sourceKind,
      isPaused,
      resumedAt,
      lastEventProcessedAt,
      lastReceivedAt,
      pendingSince,
    });
  }
  return found;
}

/** Where an alarm came to. */
export interface AlarmOutcome {
  row: AlarmRow;
  state: AlarmState;
  /** Epoch milliseconds. */
  dueAt: number;
}

/** Writes the outcomes of rows that are locked, and have not been changed since they were read. */
export async function storeOutcomes(client: Queryable, outcomes: readonly AlarmOutcome[], now: Date): Promise<void> {
  if (outcomes.length === 0) return;
  const { rowCount } = await client.query(
    `UPDATE log_source_alarms a
        SET state = g.state, due_at = to_timestamp(g.due_ms / 1000.0),
            state_changed_at = CASE WHEN a.state = g.state THEN a.state_changed_at ELSE $4 END
       FROM unnest($1::tid[], $2::text[], $3::float8[]) AS g (ctid, state, due_ms)
      WHERE a.ctid = g.ctid`,
    [
      textArray(outcomes.map(({ row }) => row.ctid)),
      textArray(outcomes.map(({ state }) => state)),
      numberArray(outcomes.map(({ dueAt }) => dueAt)),
      now,
    ],
  );
  if (rowCount !== outcomes.length)
    throw new Error(`${rowCount} of ${outcomes.length} alarms were where they were read`);
  const turned = outcomes.filter(({ row, state }) => row.state !== state).map(({ row }) => row.sourceId);
  await markHealthDue(client, turned, now);
}

/** What names an alarm in a map. */
export function keyOf(alarm: { sourceId: string; logType: string; signal: string }): string {
  return `${alarm.sourceId} ${alarm.signal} ${alarm.logType}`;
}
