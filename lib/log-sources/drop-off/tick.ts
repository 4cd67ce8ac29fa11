import "server-only";
import type pg from "pg";
import { inTransaction, pool } from "#lib/db.ts";
import { type LogDropOffReport, logDropOff } from "#lib/system-errors/kinds/log-drop-off.ts";
import { reportMany } from "#lib/system-errors/report-many.ts";
import type { DropOffSubject } from "#lib/system-errors/schema.ts";
import { readFacts, recheck, ruleOf } from "./alarm-facts.ts";
import { type AlarmOutcome, type AlarmRow, claimDue, keyOf, storeOutcomes } from "./alarm-rows.ts";
import type { Interval } from "./counted-time.ts";
import { checksFor, observe } from "./observations.ts";
import { resolveAlarm } from "./on-events-processed.ts";
import { readSourceFacts } from "./source-facts.ts";
import { type AlarmFacts, type AlarmStep, step } from "./state-machine.ts";
import { checksOf } from "./support.ts";
import { beat, databaseNow, outages } from "./uptime.ts";

/** Alarms that are looked at in one transaction. */
const chunkSize = 2_500;
const minuteMs = 60_000;

export interface TickResult {
  /** Alarms that were due. */
  due: number;
  raised: number;
  resolved: number;
  /** Destinations that are owed a message now: nudge them. */
  destinationIds: string[];
}

const nothing: TickResult = { due: 0, raised: 0, resolved: 0, destinationIds: [] };

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

/**
 * Decides again, with what is known at this moment, those that are about to go off. The backlog is read before the events:
 * a batch that is committed in between is then seen twice, never not at all.
 */
async function decideAgain(client: pg.PoolClient, raising: Decided[], gaps: Interval[], now: Date): Promise<Decided[]> {
  const { rows, withBacklog } = await recheck(
    client,
    raising.map(({ row }) => row),
  );
  const facts = await readFacts(client, rows, gaps, now);
  for (const row of rows) {
    const known = facts.get(keyOf(row));
    if (known) known.hasBacklog = withBacklog.has(row.sourceId);
  }
  return decide(rows, facts, now);
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

async function raise(client: pg.PoolClient, raising: Decided[], now: Date): Promise<string[]> {
  if (raising.length === 0) return [];
  const since = new Map(raising.map(({ row, step: { silentSince } }) => [row.sourceId, new Date(silentSince)]));
  const silent = [...since].map(([sourceId, at]) => ({ sourceId, since: at }));
  const known = await readSourceFacts(client, silent, now);
  const reports = raising.flatMap((decided) => {
    const source = known.get(decided.row.sourceId);
    const downMinutes = Math.round(decided.step.downMs / minuteMs);
    const silentSince = new Date(decided.step.silentSince);
    return source ? [reportOf(decided, { ...source, silentSince, downMinutes, others: since.size - 1 })] : [];
  });
  const raised = await reportMany(client, logDropOff, reports, now);
  return raised.flatMap(({ destinationIds }) => destinationIds);
}

const resolvedBecause = {
  "no-data": "Events are processed again.",
  "low-volume": "As many events as expected are processed again.",
  "late-data": "Events arrive in time again.",
} as const;

/** Looks at one chunk of due alarms: what they came to, and what follows from it, in one transaction. */
async function lookAt(client: pg.PoolClient, rows: AlarmRow[], gaps: Interval[], now: Date): Promise<TickResult> {
  const first = decide(rows, await readFacts(client, rows, gaps, now), now);
  const raising = first.filter(({ step: { effect } }) => effect === "raise");
  const again = raising.length > 0 ? await decideAgain(client, raising, gaps, now) : [];
  const decided = [...first.filter(({ step: { effect } }) => effect !== "raise"), ...again];
  const outcomes = decided.map(
    ({ row, step: { state, dueAt } }): AlarmOutcome => ({ row, state, dueAt: new Date(dueAt) }),
  );
  await storeOutcomes(client, outcomes, now);
  const resolving = decided.filter(({ step: { effect } }) => effect === "resolve");
  const destinationIds = new Set<string>();
  for (const { row } of resolving) {
    const why = row.isPaused ? "The source was paused." : resolvedBecause[row.signal];
    for (const id of await resolveAlarm(client, row, now, why)) destinationIds.add(id);
  }
  const loud = again.filter(({ step: { effect } }) => effect === "raise");
  for (const id of await raise(client, loud, now)) destinationIds.add(id);
  return { due: rows.length, raised: loud.length, resolved: resolving.length, destinationIds: [...destinationIds] };
}

/**
 * Looks at every alarm that is due: pushes on those whose source is alive, raises and resolves the others, each in the
 * transaction that changes its state, so that an edge has one alert however many schedulers run and whenever one dies.
 * @param now the database's clock when left out; tests give theirs.
 */
export async function dropOffTick(now?: Date): Promise<TickResult> {
  const at = now ?? (await databaseNow(pool));
  await beat(at);
  const gaps = await outages(pool);
  const first = await lookAtChunk(gaps, at);
  // More than a chunk: something common has happened. Two lanes keep the database busy while the next rows are written.
  const others = first.due < chunkSize ? [] : await Promise.all([lookAtAll(gaps, at), lookAtAll(gaps, at)]);
  return sum([first, ...others]);
}

function lookAtChunk(gaps: Interval[], now: Date): Promise<TickResult> {
  return inTransaction(async (client) => {
    const rows = await claimDue(client, now, chunkSize);
    return rows.length > 0 ? lookAt(client, rows, gaps, now) : nothing;
  });
}

async function lookAtAll(gaps: Interval[], now: Date): Promise<TickResult> {
  const results: TickResult[] = [];
  let latest: TickResult;
  do {
    latest = await lookAtChunk(gaps, now);
    results.push(latest);
  } while (latest.due === chunkSize);
  return sum(results);
}

function sum(results: readonly TickResult[]): TickResult {
  const total = (key: "due" | "raised" | "resolved") => results.reduce((value, result) => value + result[key], 0);
  return {
    due: total("due"),
    raised: total("raised"),
    resolved: total("resolved"),
    destinationIds: [...new Set(results.flatMap(({ destinationIds }) => destinationIds))],
  };
}
