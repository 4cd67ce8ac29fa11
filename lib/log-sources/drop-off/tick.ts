import "server-only";
import type pg from "pg";
import { inTransaction, pool } from "#lib/db.ts";
import { keptDays } from "#lib/log-sources/retention.ts";
import { type LogDropOffReport, logDropOff } from "#lib/system-errors/kinds/log-drop-off.ts";
import { reportMany } from "#lib/system-errors/report-many.ts";
import type { DropOffSubject } from "#lib/system-errors/schema.ts";
import { readFacts, ruleOf } from "./alarm-facts.ts";
import { type AlarmOutcome, type AlarmRow, claimDue, countDue, keyOf, storeOutcomes } from "./alarm-rows.ts";
import { calendarInWords } from "./calendar-words.ts";
import { type Interval, overlap } from "./counted-time.ts";
import { knownSince } from "./known-since.ts";
import { checksFor, observe, type SourceFacts } from "./observations.ts";
import { resolveAlarm } from "./on-events-processed.ts";
import { nothingKnown, readKnown, readVolumes, usualRates, type Volume } from "./source-facts.ts";
import { type AlarmFacts, type AlarmStep, step } from "./state-machine.ts";
import { checksOf } from "./support.ts";
import { beat, databaseNow, outages } from "./uptime.ts";

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

/** When the last event was processed that an alarm watches, as exactly as it is known. */
function lastEventOf({ row, facts }: Decided, volume: Volume | undefined): Date | null {
  if (row.logType === "" || row.signal === "late-data") return row.lastEventProcessedAt;
  if (row.signal === "low-volume") return volume?.lastMinute ?? null;
  if (facts.lastEventAt === null) return null;
  // The end of its minute, unless the source's last event came before that.
  const isEnd = facts.lastEventAt % minuteMs === 0 && facts.lastEventAt !== row.lastEventProcessedAt?.getTime();
  return new Date(isEnd ? facts.lastEventAt - minuteMs : facts.lastEventAt);
}

function downMinutesOf({ row, facts, step: outcome }: Decided, now: number): number {
  const onTheWay = { from: now - (facts.lagMs ?? 0), until: now };
  return Math.round((row.signal === "late-data" ? overlap(facts.gaps, onTheWay) : outcome.downMs) / minuteMs);
}

function latestOf(...instants: (Date | null)[]): Date | null {
  return instants.reduce((latest, at) => (at !== null && (latest === null || at > latest) ? at : latest), null);
}

function reportOf(
  { row, facts }: Decided,
  known: SourceFacts,
  volume: Volume | undefined,
): { subject: DropOffSubject; reported: LogDropOffReport } {
  const { cause, observations } = observe(known);
  const isCountedOnly = row.logType !== "" && row.signal !== "late-data";
  const reported: LogDropOffReport = {
    minutesThreshold: row.minutesThreshold,
    minimumEvents: row.minimumEvents,
    lastEventProcessedAt: known.lastEventAt?.toISOString() ?? null,
    lastReceivedAt: known.lastReceivedAt?.toISOString() ?? null,
    lastConnectionAt: latestOf(known.lastReceivedAt, known.lastRefusedAt)?.toISOString() ?? null,
    silentSince: known.silentSince.toISOString(),
    downMinutes: known.downMinutes,
    lateMinutes: facts.lagMs === null ? null : Math.floor(facts.lagMs / minuteMs),
    usualEventsPerHour: known.usualEventsPerHour,
    cause,
    observations,
    checks: checksFor(known, checksOf(row.sourceKind, row.sourceLabel)),
  };
  // Left out when there is nothing to say: most alarms of many at once have none of it.
  if (known.refused.length > 0) {
    reported.refused = known.refused.map((one) => ({ ...one, lastAt: one.lastAt.toISOString() }));
  }
  if (known.unclassified > 0) reported.unclassifiedLines = known.unclassified;
  if (known.failed) reported.failedBodies = known.failed;
  if (known.waiting) {
    reported.waitingBodies = { count: known.waiting.count, oldestAt: known.waiting.oldestAt.toISOString() };
  }
  if (volume) reported.eventsInWindow = volume.events;
  if (known.hours !== null) reported.countedHours = known.hours;
  if (known.others.count > 0) reported.others = known.others;
  if (isCountedOnly && known.lastEventAt === null) reported.lookedBackDays = keptDays;
  return {
    subject: {
      sourceId: row.sourceId,
      sourceLabel: row.sourceLabel,
      sourceType: row.sourceKind,
      signal: row.signal,
      logType: row.logType,
    },
    reported,
  };
}

/**
 * Tells of each alarm what went off beside it. Sources that fell silent are counted for a source that did; for all else,
 * and where a tick works in parts of which only the number of alarms is known, alarms of other sources are.
 * @param isAtLeast whether there may be more than those that are given.
 */
function othersIn(
  raising: readonly Decided[],
  atOnce: number,
  isAtLeast: boolean,
): (decided: Decided) => SourceFacts["others"] {
  const isSilence = ({ row }: Decided) => row.signal === "no-data" && row.logType === "";
  const ofSource = new Map<string, number>();
  let silent = 0;
  for (const decided of raising) {
    ofSource.set(decided.row.sourceId, (ofSource.get(decided.row.sourceId) ?? 0) + 1);
    if (isSilence(decided)) silent += 1;
  }
  const isPart = atOnce > raising.length;
  return (decided) => {
    if (isSilence(decided) && !isPart) return { count: silent - 1, what: "sources", isAtLeast };
    return { count: atOnce - (ofSource.get(decided.row.sourceId) ?? 1), what: "alarms", isAtLeast };
  };
}

/** Whether other alarms may go off with these: in another part of this tick, or at another scheduler. */
async function mayBeMore(
  client: pg.PoolClient,
  raising: readonly Decided[],
  atOnce: number,
  now: Date,
): Promise<boolean> {
  if (atOnce > raising.length || raising.length === chunkSize) return true;
  // Nothing is said of others when there is none, and what others hold is still due to everybody else.
  return raising.length > 1 && (await countDue(client, now, 1)) > 0;
}

/** @param atOnce how many alarms this tick has raised so far, with these. */
async function raise(client: pg.PoolClient, raising: readonly Decided[], atOnce: number, now: Date): Promise<string[]> {
  if (raising.length === 0) return [];
  const asked = raising.map(({ row, facts, step: outcome }) => {
    const since = knownSince(ruleOf(row), facts, outcome, now.getTime());
    // What waits came before anything else of it was seen.
    const waitsSince = row.pendingSince === null ? since : row.pendingSince.getTime() - 1;
    const seenAt = Math.min(since, row.lastReceivedAt?.getTime() ?? 0, waitsSince);
    return { sourceId: row.sourceId, logType: row.logType, since, seenAt };
  });
  const known = await readKnown(client, asked, now);
  const rates = await usualRates(client, asked, now);
  const lowVolume = raising.flatMap(({ row }, index) => (row.signal === "low-volume" ? [index] : []));
  const volumes = await readVolumes(
    client,
    lowVolume.flatMap((index) => asked[index] ?? []),
    now,
  );
  const volumeOf = new Map(lowVolume.map((index, place) => [index, volumes[place]]));
  const othersOf = othersIn(raising, atOnce, await mayBeMore(client, raising, atOnce, now));
  const reports = raising.map((decided, index) => {
    const { row, step: outcome } = decided;
    const { lastBodyAt, ...found } = known.get(index) ?? nothingKnown;
    const volume = volumeOf.get(index);
    const calendar = row.calendar;
    return reportOf(
      decided,
      {
        ...found,
        at: now,
        sourceLabel: row.sourceLabel,
        signal: row.signal,
        logType: row.logType,
        silentSince: new Date(asked[index]?.since ?? outcome.silentSince),
        lastEventAt: lastEventOf(decided, volume),
        lastReceivedAt: latestOf(row.lastReceivedAt, lastBodyAt),
        usualEventsPerHour: rates[index] ?? null,
        downMinutes: downMinutesOf(decided, now.getTime()),
        others: othersOf(decided),
        hours: calendar && calendarInWords(calendar),
        keptDays,
      },
      volume,
    );
  });
  const raised = await reportMany(client, logDropOff, reports, now);
  return raised.flatMap(({ destinationIds }) => destinationIds);
}

const resolvedBecause = {
  "no-data": "Events are processed again.",
  "low-volume": "As many events as expected are processed again.",
  "late-data": "Events arrive in time again.",
} as const;

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
    for (const { row } of resolving) {
      const why = row.isPaused ? "The source was paused." : resolvedBecause[row.signal];
      for (const id of await resolveAlarm(client, row, this.#now, why)) this.#destinationIds.add(id);
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
  const at = now ?? (await databaseNow(pool));
  await beat(at);
  const chunks = Math.ceil((await countDue(pool, at, maxLanes * chunkSize)) / chunkSize);
  if (chunks === 0) return { due: 0, raised: 0, resolved: 0, destinationIds: [] };
  const tick = new Tick(await outages(pool), at);
  // More than a chunk: something common has happened. Lanes keep the database busy while the next rows are written.
  await Promise.all(Array.from({ length: chunks }, () => tick.run()));
  return tick.result();
}
