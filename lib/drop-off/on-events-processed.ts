import "server-only";
import type { Tx } from "#lib/change.ts";
import { instantInWords } from "#lib/iso-instant.ts";
import { logDropOff } from "#lib/system-errors/kinds/log-drop-off.ts";
import { resolve } from "#lib/system-errors/report.ts";
import { type AlarmRow, alarmColumns, storeOutcomes } from "./alarm-rows.ts";

const minuteMs = 60_000;

const waits = (at: string) =>
  `((a.signal = 'no-data' AND a.state <> 'OK')
    OR (a.signal = 'late-data' AND a.due_at > ${at}::timestamptz + interval '1 minute'))`;

/**
 * SQL that says whether an alarm of a source waits for events that are processed at a time: only then
 * `onEventsProcessed` has something to do. It costs one look into an index, in a statement that is run anyway.
 */
export function isWaitedFor(sourceId: string, at: string): string {
  return `EXISTS (SELECT 1 FROM log_source_alarms a WHERE a.source_id = ${sourceId} AND ${waits(at)})`;
}

/**
 * Tells the alarms of a source, in the transaction that stores its events, that events were processed: what was out is
 * resolved, and what waited for a first event is armed. Alarms that are fine are not touched; the tick finds the event by
 * itself. Call it after `log_sources.last_event_processed_at` was set and before other alerts are reported.
 * @param logTypes of the events; the source as a whole is always among them.
 */
export async function onEventsProcessed(tx: Tx, sourceId: string, logTypes: readonly string[]): Promise<void> {
  const at = tx.now;
  const { rows } = await tx.query<AlarmRow>({
    name: "drop-off-events",
    text: `SELECT ${alarmColumns} FROM log_source_alarms a JOIN log_sources s ON s.id = a.source_id
            WHERE a.source_id = $1 AND (a.log_type = '' OR a.log_type = ANY($2)) AND ${waits("$3")}
              FOR UPDATE OF a`,
    values: [sourceId, logTypes, at],
  });
  if (rows.length === 0) return;
  const outcomes = rows.map((row) =>
    row.signal === "late-data"
      ? { row, state: row.state, dueAt: at.getTime() }
      : // Never later than it is really due: the tick knows calendars and outages and pushes it on.
        { row, state: "OK" as const, dueAt: at.getTime() + row.minutesThreshold * minuteMs },
  );
  await storeOutcomes(tx, outcomes, at);
  for (const row of rows) {
    if (row.signal !== "no-data" || row.state !== "ALARM") continue;
    await resolveAlarm(tx, row, `Events are processed again since ${instantInWords(at.getTime())}.`);
  }
}

/** Closes the alert of an alarm. */
export async function resolveAlarm(
  tx: Tx,
  alarm: Pick<AlarmRow, "sourceId" | "sourceLabel" | "sourceKind" | "signal" | "logType">,
  why: string,
): Promise<void> {
  const { sourceId, sourceLabel, sourceKind: sourceType, signal, logType } = alarm;
  await resolve(tx, logDropOff, { sourceId, sourceLabel, sourceType, signal, logType }, why);
}
