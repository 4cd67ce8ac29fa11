import type { LogSourceSummary } from "#lib/log-sources/schema.ts";

/** What becomes of the alarms that the chosen sources have already, in sentences; none when they have none. */
export function bulkWarnings(sources: readonly Pick<LogSourceSummary, "dropOff">[], isOn: boolean): string[] {
  const set = sources.filter(({ dropOff }) => dropOff && dropOff.minutesThreshold !== null);
  const out = set.filter(({ dropOff }) => dropOff?.isOut).length;
  if (!isOn && set.length === 0) return ["None of these has this alarm: nothing will change."];
  if (set.length === 0) return [];
  const have = `${set.length} of these ${set.length === 1 ? "has" : "have"} this alarm already`;
  if (isOn) return [`${have}: its window is replaced, its days, hours and snooze stay.`];
  return [
    `${have}, which is removed. Other alarms of these sources stay.`,
    ...(out > 0
      ? [
          `${out} of them ${out === 1 ? "is" : "are"} out: an alert that is still open is resolved, and the destinations are told so.`,
        ]
      : []),
  ];
}
