import "server-only";
import type pg from "pg";
import { pool, type Queryable } from "#lib/db.ts";
import type { AlarmCalendar, AlarmSignal, AlarmState } from "./schema.ts";

/** An alarm with what its source says of itself, as raw SQL reads it. */
export interface AlarmRow {
  sourceId: string;
  logType: string;
  signal: AlarmSignal;
  minutesThreshold: number;
  minimumEvents: number;
  calendar: AlarmCalendar | null;
  snoozedUntil: Date | null;
  state: AlarmState;
  stateChangedAt: Date;
  setAt: Date;
  dueAt: Date;
  sourceLabel: string;
  sourceKind: string;
  isPaused: boolean;
  resumedAt: Date | null;
  lastEventProcessedAt: Date | null;
}

/** The select list of `AlarmRow` for `log_source_alarms a JOIN log_sources s`. */
export const alarmColumns = `
  a.source_id AS "sourceId", a.log_type AS "logType", a.signal, a.minutes_threshold AS "minutesThreshold",
  a.minimum_events AS "minimumEvents", a.calendar, a.snoozed_until AS "snoozedUntil", a.state,
  a.state_changed_at AS "stateChangedAt", a.set_at AS "setAt", a.due_at AS "dueAt", s.label AS "sourceLabel",
  s.kind AS "sourceKind", s.is_paused AS "isPaused", s.resumed_at AS "resumedAt",
  s.last_event_processed_at AS "lastEventProcessedAt"`;

/**
 * Alarms that are due, earliest first, locked until the transaction ends. Rows that another scheduler holds are left to
 * it, and what it has just pushed on is not due any more.
 */
export async function claimDue(client: pg.PoolClient, now: Date, limit: number): Promise<AlarmRow[]> {
  const { rows } = await client.query<AlarmRow>({
    name: "drop-off-claim",
    text: `SELECT ${alarmColumns} FROM log_source_alarms a JOIN log_sources s ON s.id = a.source_id
            WHERE a.due_at <= $1 ORDER BY a.due_at LIMIT $2 FOR UPDATE OF a SKIP LOCKED`,
    values: [now, limit],
  });
  return rows;
}

/** Where an alarm came to. */
export interface AlarmOutcome {
  row: AlarmRow;
  state: AlarmState;
  dueAt: Date;
}

/** Writes the outcomes of rows that are locked. */
export async function storeOutcomes(client: Queryable, outcomes: readonly AlarmOutcome[], now: Date): Promise<void> {
  if (outcomes.length === 0) return;
  await client.query(
    `UPDATE log_source_alarms a
        SET state = g.state, due_at = g.due_at,
            state_changed_at = CASE WHEN a.state = g.state THEN a.state_changed_at ELSE $6 END
       FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[])
         AS g (source_id, log_type, signal, state, due_at)
      WHERE a.source_id = g.source_id AND a.log_type = g.log_type AND a.signal = g.signal`,
    [
      outcomes.map(({ row }) => row.sourceId),
      outcomes.map(({ row }) => row.logType),
      outcomes.map(({ row }) => row.signal),
      outcomes.map(({ state }) => state),
      outcomes.map(({ dueAt }) => dueAt),
      now,
    ],
  );
}

/** What names an alarm in a map. */
export function keyOf(alarm: { sourceId: string; logType: string; signal: string }): string {
  return `${alarm.sourceId} ${alarm.signal} ${alarm.logType}`;
}

/** Has the next tick look at the alarms of a source, because something about it changed (it was paused or resumed). */
export async function lookAgain(sourceId: string, now: Date): Promise<void> {
  await pool.query("UPDATE log_source_alarms SET due_at = $2 WHERE source_id = $1 AND due_at > $2", [sourceId, now]);
}
