import "server-only";
import type pg from "pg";
import { inTransaction, pool } from "#lib/db.ts";
import { type LogDropOffReport, logDropOff } from "#lib/system-errors/kinds/log-drop-off.ts";
import { reportMany } from "#lib/system-errors/report-many.ts";
import type { DropOffSubject } from "#lib/system-errors/schema.ts";
import { readFacts, ruleOf } from "./alarm-facts.ts";
import { type AlarmOutcome, type AlarmRow, claimDue, countDue, keyOf, storeOutcomes } from "./alarm-rows.ts";
import type { Interval } from "./counted-time.ts";
import { checksFor, observe } from "./observations.ts";
import { resolveAlarm } from "./on-events-processed.ts";
import { nothingKnown, readKnown, usualRates } from "./source-facts.ts";
import { type AlarmFacts, type AlarmStep, step } from "./state-machine.ts";
import { checksOf } from "./support.ts";
import { beat, outages } from "./uptime.ts";

/** Alarms that are looked at in one transaction. */
const chunkSize = 5_000;
/** Transactions at the same time. */
const maxLanes = 3;
const minuteMs = 60_000;

export interface TickResult {
  /** Alarms that were due. */
  due: number;
  raised: number;
  resolved: number;
  /** Destinations that are owed a message now: nudge them. */
  destinationIds: string[];
}

interface Decided {
  row: AlarmRow;
  facts: AlarmFacts;
  step: AlarmStep;
}

function decide(rows: readonly AlarmRow[], facts: Map<string, AlarmFacts>, now: Date): Decided[] {
  return rows.flatMap((row) => {
    const known = facts.get(keyOf(row));
    return known ? [{ row, facts: known, step: step(ruleOf(row), known, now.getTime()) }] : [];
  });
}

function reportOf(
  decided: Decided,
  known: Parameters<typeof observe>[0],
): { subject: DropOffSubject; reported: LogDropOffReport } {
  const { row, facts, step: outcome } = decided;
  const { cause, observations } = observe(known);
  const lastEventAt = facts.lastEventAt === null ? null : new Date(facts.lastEventAt);
  return {
    subject: {
      sourceId: row.sourceId,
      sourceLabel: row.sourceLabel,
      sourceType: row.sourceKind,
      signal: row.signal,
      logType: row.logType,
    },
    reported: {
      minutesThreshold: row.minutesThreshold,
      minimumEvents: row.minimumEvents,
      lastEventProcessedAt: (row.signal === "no-data" ? lastEventAt : row.lastEventProcessedAt)?.toISOString() ?? null,
      lastReceivedAt: known.lastReceivedAt?.toISOString() ?? null,
      silentSince: new Date(outcome.silentSince).toISOString(),
      downMinutes: known.downMinutes,
      lateMinutes: facts.lagMs === null ? null : Math.floor(facts.lagMs / minuteMs),
      usualEventsPerHour: known.usualEventsPerHour,
      cause,
      observations,
      checks: checksFor(known, checksOf(row.sourceKind, row.sourceLabel)),
    },
  };
}

/** @param atOnce how many alarms this tick has raised so far, with these. */
async function raise(client: pg.PoolClient, raising: readonly Decided[], atOnce: number, now: Date): Promise<string[]> {
  if (raising.length === 0) return [];
  const silentSince = new Map(raising.map(({ row, step: outcome }) => [row.sourceId, outcome.silentSince]));
  const known = await readKnown(client, silentSince, now);
  const rates = await usualRates(client, [...silentSince.keys()], now);
  const reports = raising.map((decided) => {
    const { row, step: outcome } = decided;
    return reportOf(decided, {
      ...(known.get(row.sourceId) ?? nothingKnown),
      silentSince: new Date(outcome.silentSince),
      lastReceivedAt: row.lastReceivedAt,
      usualEventsPerHour: rates.get(row.sourceId) ?? null,
      downMinutes: Math.round(outcome.downMs / minuteMs),
      others: Math.max(silentSince.size, atOnce) - 1,
    });
  });
  const raised = await reportMany(client, logDropOff, reports, now);
  return raised.flatMap(({ destinationIds }) => destinationIds);
}

const resolvedBecause = {
  "no-data": "Events are processed again.",
  "low-volume": "As many events as expected are processed again.",
  "late-data": "Events arrive in time again.",
} as const;

/** Without enough events an alarm ends only when time counts anew, because its source was resumed or a clock put back. */
function whyResolved(row: AlarmRow, outcome: AlarmStep): string {
  if (row.isPaused) return "The source was paused.";
  return outcome.state === "OK"
    ? resolvedBecause[row.signal]
    : "The time that counts is shorter than the window again.";
}

/** One tick: its lanes take chunks of what is due until nothing is. */
class Tick {
  readonly #gaps: Interval[];
  readonly #now: Date;
  readonly #destinationIds = new Set<string>();
  #due = 0;
  #raised = 0;
  #resolved = 0;

  constructor(gaps: Interval[], now: Date) {
    this.#gaps = gaps;
    this.#now = now;
  }

  result(): TickResult {
    const destinationIds = [...this.#destinationIds];
    return { due: this.#due, raised: this.#raised, resolved: this.#resolved, destinationIds };
  }

  async run(): Promise<void> {
    let taken: number;
    do taken = await inTransaction((client) => this.#lookAtChunk(client));
    while (taken === chunkSize);
  }

  /** What a chunk of due alarms came to, and what follows from it. */
  async #lookAtChunk(client: pg.PoolClient): Promise<number> {
    const rows = await claimDue(client, this.#now, chunkSize);
    if (rows.length === 0) return 0;
    const decided = decide(rows, await readFacts(client, rows, this.#gaps, this.#now), this.#now);
    const outcomes = decided.map(({ row, step: { state, dueAt } }): AlarmOutcome => ({ row, state, dueAt }));
    await storeOutcomes(client, outcomes, this.#now);
    const resolving = decided.filter(({ step: { effect } }) => effect === "resolve");
    for (const { row, step: outcome } of resolving) {
      for (const id of await resolveAlarm(client, row, this.#now, whyResolved(row, outcome)))
        this.#destinationIds.add(id);
    }
    const raising = decided.filter(({ step: { effect } }) => effect === "raise");
    this.#due += rows.length;
    this.#raised += raising.length;
    this.#resolved += resolving.length;
    for (const id of await raise(client, raising, this.#raised, this.#now)) this.#destinationIds.add(id);
    return rows.length;
  }
}

/**
 * Looks at every alarm that is due: pushes on those whose source is alive, raises and resolves the others, each in the
 * transaction that changes its state, so that an edge has one alert however many schedulers run and whenever one dies.
 * @param now the database's clock when left out; tests give theirs.
 */
export async function dropOffTick(now?: Date): Promise<TickResult> {
  const at = await beat(now);
  const chunks = Math.ceil((await countDue(pool, at, maxLanes * chunkSize)) / chunkSize);
  if (chunks === 0) return { due: 0, raised: 0, resolved: 0, destinationIds: [] };
  const tick = new Tick(await outages(pool, at), at);
  // More than a chunk: something common has happened. Lanes keep the database busy while the next rows are written.
  await Promise.all(Array.from({ length: chunks }, () => tick.run()));
  return tick.result();
}
