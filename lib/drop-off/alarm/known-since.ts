/** From when on what came counts as what is known of an alarm that goes off. Pure; instants are epoch milliseconds. */
import { countedTime } from "./counted-time.ts";
import type { AlarmFacts, AlarmRule, Evaluation } from "./evaluate-alarm.ts";

const minuteMs = 60_000;

/** The latest moment since which a whole window has counted; one has since `from`. */
function windowStart(
  { calendar, minutesThreshold }: AlarmRule,
  downtime: AlarmFacts["downtime"],
  from: number,
  now: number,
) {
  let full = from;
  let short = now;
  while (short - full > 1) {
    const middle = Math.floor((full + short) / 2);
    if (countedTime(calendar, downtime, middle, now).counted >= minutesThreshold * minuteMs) full = middle;
    else short = middle;
  }
  return full;
}

/** no-data: since when silence counts; low-volume: where the window begins that holds too little; late-data: a window ago. */
export function knownSince(rule: AlarmRule, facts: AlarmFacts, step: Evaluation, now: number): number {
  if (rule.signal === "no-data") return step.silentSince;
  const isPlain = rule.calendar === null && step.downMs === 0;
  if (rule.signal === "late-data" || isPlain) return now - rule.minutesThreshold * minuteMs;
  return windowStart(rule, facts.downtime, step.silentSince, now);
}

/**
 * For how long the pipeline was down in the time that an alarm speaks of: since silence counts or the window began, or
 * for late-data while the freshest events were on their way. In milliseconds.
 * @param since from `knownSince`.
 */
export function downSince(rule: AlarmRule, facts: AlarmFacts, step: Evaluation, since: number, now: number): number {
  if (rule.signal === "late-data" || step.downMs === 0 || since === step.silentSince) return step.downMs;
  return countedTime(rule.calendar, facts.downtime, since, now).down;
}
