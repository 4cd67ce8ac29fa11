import "server-only";
import { systemChange, type Tx } from "#lib/change.ts";
import { pool } from "#lib/db.ts";
import type { Interval } from "./alarm/counted-time.ts";
import { type AlarmFacts, type Evaluation, evaluateAlarm } from "./alarm/evaluate-alarm.ts";
import { readFacts, ruleOf } from "./alarm-facts.ts";
import { type AlarmOutcome, type AlarmRow, claimDue, countDue, storeOutcomes } from "./alarm-rows.ts";
import { resolveAlarm } from "./on-events-processed.ts";
import { type EvaluatedAlarm, raise } from "./raise.ts";
import { readDowntime, recordHeartbeat } from "./uptime.ts";

/** Alarms that are looked at in one transaction. */
const chunkSize = 2_500;
/** Transactions at the same time. */
const maxLanes = 3;

export interface TickResult {
  /** Alarms that were due. */
  due: number;
  raised: number;
  resolved: number;
}

function decide(rows: readonly AlarmRow[], facts: readonly AlarmFacts[], now: Date): EvaluatedAlarm[] {
  return rows.flatMap((row, index) => {
    const known = facts[index];
    return known ? [{ row, facts: known, step: evaluateAlarm(ruleOf(row), known, now.getTime()) }] : [];
  });
}

const resolvedBecause = {
  "no-data": "Events are processed again.",
  "low-volume": "As many events as expected are processed again.",
  "late-data": "Events arrive in time again.",
} as const;

/** Without enough events an alarm ends only when time counts anew, because its source was resumed or a clock put back. */
function whyResolved(row: AlarmRow, outcome: Evaluation): string {
  if (row.isPaused) return "The source was paused.";
  return outcome.state === "OK"
    ? resolvedBecause[row.signal]
    : "The time that counts is shorter than the window again.";
}

/** One tick: its lanes take chunks of what is due until nothing is. */
class Tick {
  readonly #downtime: Interval[];
  readonly #now: Date;
  readonly #dueAtFirst: number;
  #due = 0;
  #raised = 0;
  #resolved = 0;

  /** @param dueAtFirst alarms that are due, this one's and those that another scheduler holds, or as many as were counted. */
  constructor(downtime: Interval[], now: Date, dueAtFirst: number) {
    this.#downtime = downtime;
    this.#now = now;
    this.#dueAtFirst = dueAtFirst;
  }

  result(): TickResult {
    return { due: this.#due, raised: this.#raised, resolved: this.#resolved };
  }

  async run(): Promise<void> {
    let taken: number;
    do taken = await systemChange(this.#now, (tx) => this.#lookAtChunk(tx));
    while (taken === chunkSize);
  }

  /** What a chunk of due alarms came to, and what follows from it. */
  async #lookAtChunk(tx: Tx): Promise<number> {
    const rows = await claimDue(tx, this.#now, chunkSize);
    if (rows.length === 0) return 0;
    const decided = decide(rows, await readFacts(tx, rows, this.#downtime, this.#now), this.#now);
    const outcomes = decided.map(({ row, step: { state, dueAt } }): AlarmOutcome => ({ row, state, dueAt }));
    const raising = decided.filter(({ step: { effect } }) => effect === "raise");
    this.#raised += raising.length;
    const concurrent = { atOnce: this.#raised, isAtLeast: this.#dueAtFirst > rows.length };
    await storeOutcomes(tx, outcomes, this.#now);
    await raise(tx, raising, concurrent);
    const resolving = decided.filter(({ step: { effect } }) => effect === "resolve");
    for (const { row, step: outcome } of resolving) await resolveAlarm(tx, row, whyResolved(row, outcome));
    this.#due += rows.length;
    this.#resolved += resolving.length;
    return rows.length;
  }
}

/**
 * Looks at every alarm that is due: pushes on those whose source is alive, raises and resolves the others, each in the
 * transaction that changes its state, so that an edge has one alert however many schedulers run and whenever one dies.
 * @param now the database's clock when left out; tests give theirs.
 */
export async function dropOffTick(now?: Date): Promise<TickResult> {
  const at = await recordHeartbeat(now);
  const due = await countDue(pool, at, maxLanes * chunkSize);
  if (due === 0) return { due: 0, raised: 0, resolved: 0 };
  const tick = new Tick(await readDowntime(pool, at), at, due);
  // More than a chunk: something common has happened. Lanes keep the database busy while the next rows are written.
  await Promise.all(Array.from({ length: Math.ceil(due / chunkSize) }, () => tick.run()));
  return tick.result();
}
