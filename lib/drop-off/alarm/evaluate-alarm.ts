/**
 * What an alarm does, as a pure function of what is known: the tick, the back-test and the forms all ask `evaluateAlarm`, so there
 * is one truth. Instants are epoch milliseconds.
 */

import type { AlarmCalendar } from "#lib/drop-off/schema.ts";
import type { AlarmState } from "#lib/drop-off/terms.ts";
import type { AlarmSignal } from "#lib/log-source-kinds/terms.ts";
import { countedTime, countedUntil, type Interval, nextExpected } from "./counted-time.ts";
import { type Lateness, senderLagMs } from "./lateness.ts";

const minuteMs = 60_000;

export interface AlarmRule {
  signal: AlarmSignal;
  minutesThreshold: number;
  calendar: AlarmCalendar | null;
  snoozedUntil: number | null;
  state: AlarmState;
  stateChangedAt: number;
  /** Silence counts from here at the earliest. */
  setAt: number;
}

/** late-data: how late the freshest events of the last quarter of an hour arrived. */
export interface AlarmFacts extends Lateness {
  /** A paused source never alarms. */
  isPaused: boolean;
  /** When the oldest body of the source was received that waits to be classified; null when none does. */
  pendingSince: number | null;
  /**
   * no-data: when the latest event was processed; low-volume: when the latest event was processed that still made up the
   * expected number. Null when there is no such event.
   */
  lastEventAt: number | null;
  /** Ordered, disjoint times in which the pipeline was down. */
  downtime: readonly Interval[];
}

export type AlarmEffect = "raise" | "resolve";

export interface Evaluation {
  state: AlarmState;
  /** When to look again: the earliest moment at which the state could change if nothing comes. Always after now. */
  dueAt: number;
  effect: AlarmEffect | null;
  /** Since when silence counts. */
  silentSince: number;
  /** Time since then, or of the lateness, in which the pipeline was down and which does not count. */
  downMs: number;
}

/** While something holds an alarm back that ends without a word (a backlog, a pause), it is looked at this often. */
const holdMs = minuteMs;
const pausedMs = 15 * minuteMs;

/** An alarm that is out is looked at after a minute and then ever more rarely: events that return end it themselves. */
function sweepMs(rule: AlarmRule, now: number): number {
  const most = rule.signal === "no-data" ? 60 * minuteMs : 5 * minuteMs;
  return Math.min(Math.max(now - rule.stateChangedAt, minuteMs), most);
}

function lateStep(rule: AlarmRule, facts: AlarmFacts, now: number): Omit<Evaluation, "silentSince" | "downMs"> {
  // Arrivals make it due themselves; without any there is nothing to look at.
  const lagMs = senderLagMs(facts);
  if (lagMs === null) return { state: rule.state, dueAt: now + pausedMs, effect: null };
  const dueAt = now + minuteMs;
  if (lagMs < rule.minutesThreshold * minuteMs) {
    return { state: "OK", dueAt, effect: rule.state === "ALARM" ? "resolve" : null };
  }
  if (rule.state === "ALARM") return { state: "ALARM", dueAt, effect: null };
  if (rule.snoozedUntil !== null && rule.snoozedUntil > now) return { state: rule.state, dueAt, effect: null };
  if (nextExpected(rule.calendar, now) !== now) return { state: rule.state, dueAt, effect: null };
  return { state: "ALARM", dueAt, effect: "raise" };
}

/** Whether a body waits that came before the window was full: its events may show that it never was. */
function hasBacklog(rule: AlarmRule, facts: AlarmFacts, silentSince: number): boolean {
  if (facts.pendingSince === null) return false;
  const fullAt = countedUntil(rule.calendar, facts.downtime, silentSince, rule.minutesThreshold * minuteMs);
  return fullAt === null || facts.pendingSince <= fullAt;
}

/** Why silence that is long enough does not raise now, as the moment to look again; null when nothing holds it back. */
function heldUntil(rule: AlarmRule, facts: AlarmFacts, silentSince: number, now: number): number | null {
  if (hasBacklog(rule, facts, silentSince)) return now + holdMs;
  if (rule.snoozedUntil !== null && rule.snoozedUntil > now) return rule.snoozedUntil;
  const expectedAt = nextExpected(rule.calendar, now) ?? now + 24 * 60 * minuteMs;
  return expectedAt > now ? expectedAt : null;
}

/** Decides one alarm. Calling it again with its own outcome and the same facts has no effect. */
export function evaluateAlarm(rule: AlarmRule, facts: AlarmFacts, now: number): Evaluation {
  const windowMs = rule.minutesThreshold * minuteMs;
  // A clock that was ahead may have left times that have not come yet.
  const lastEventAt = facts.lastEventAt === null ? null : Math.min(facts.lastEventAt, now);
  const setAt = Math.min(rule.setAt, now);
  const silentSince = Math.max(lastEventAt ?? setAt, setAt);

  if (facts.isPaused) {
    const effect = rule.state === "ALARM" ? "resolve" : null;
    return { state: "INSUFFICIENT_DATA", dueAt: now + pausedMs, effect, silentSince, downMs: 0 };
  }
  if (rule.signal === "late-data") return { ...lateStep(rule, facts, now), silentSince, downMs: facts.lagDownMs };

  const sinceEvent = lastEventAt === null ? null : countedTime(rule.calendar, facts.downtime, lastEventAt, now);
  const isAlive = sinceEvent !== null && sinceEvent.counted < windowMs;
  const { counted, down } =
    silentSince === lastEventAt && sinceEvent
      ? sinceEvent
      : countedTime(rule.calendar, facts.downtime, silentSince, now);
  const known = { silentSince, downMs: down };

  if (counted < windowMs) {
    const state = isAlive ? "OK" : "INSUFFICIENT_DATA";
    const effect = rule.state === "ALARM" ? "resolve" : null;
    return { ...known, state, dueAt: dueAfter(rule, facts, silentSince, now), effect };
  }
  if (rule.state === "ALARM") return { ...known, state: "ALARM", dueAt: now + sweepMs(rule, now), effect: null };
  const held = heldUntil(rule, facts, silentSince, now);
  if (held !== null) return { ...known, state: rule.state, dueAt: held, effect: null };
  return { ...known, state: "ALARM", dueAt: now + minuteMs, effect: "raise" };
}

function dueAfter(rule: AlarmRule, facts: AlarmFacts, silentSince: number, now: number): number {
  const due = countedUntil(rule.calendar, facts.downtime, silentSince, rule.minutesThreshold * minuteMs);
  return Math.max(due ?? now + 24 * 60 * minuteMs, now + 1);
}
