import "server-only";
import { availableParallelism } from "node:os";
import { systemChange } from "#lib/change.ts";
import { pool, type Queryable } from "#lib/db.ts";
import { messageOf } from "#lib/errors.ts";
import { prepareLake } from "#lib/lake/tables.ts";
import { logger } from "#lib/logger.ts";
import { schemaSpecs } from "#lib/schemas/queries.ts";
import type { SchemaSpec } from "#lib/schemas/schema.ts";
import { Slots } from "#lib/slots.ts";
import { bodyOf, type ClaimedBatch, claimBatches, firstChunks } from "./batch-claims.ts";
import type { BatchTally } from "./batch-tally.ts";
import { classifyBodies, type ProcessedSource } from "./classify-bodies.ts";
import { commitClassified } from "./commit-classified.ts";
import { noteFailure } from "./note-failure.ts";

/** What one run did. */
export interface Processed {
  batches: number;
  events: number;
  failures: number;
  /** Whether bodies may still wait, because the time was up. */
  isMore: boolean;
  /** When a body that could not be processed is to be tried again, ISO 8601; null when none waits for that. */
  nextTryAt: string | null;
}

type Committed = Omit<Processed, "isMore" | "nextTryAt">;

/**
 * Groups that one process works on at once; each holds a connection, and the intake needs some too. One more than there are
 * workers, so that one group is written while another is classified. Sources take turns, group by group.
 */
const groupsAtOnce = Math.max(2, Math.min(5, availableParallelism()));
const turnWaitMs = 10 * 60_000;
const shared = globalThis as typeof globalThis & { telltaleGroupSlots?: Slots };
shared.telltaleGroupSlots ??= new Slots(groupsAtOnce, turnWaitMs);
const slots = shared.telltaleGroupSlots;

async function readSource(id: string): Promise<ProcessedSource | null> {
  const { rows } = await pool.query<ProcessedSource>(
    `SELECT id, kind, label, log_types AS "logTypes", log_stream_type AS "streamType", log_stream_type_options AS "streamTypeOptions"
     FROM log_sources WHERE id = $1`,
    [id],
  );
  return rows[0] ?? null;
}

async function markDone(client: Queryable, batches: ClaimedBatch[], tally: BatchTally, now: Date): Promise<void> {
  const ids = batches.map((batch) => batch.id);
  const { rowCount } = await client.query(
    `UPDATE log_batches SET state = 'done', done_at = $4, event_count = given.events, failure_count = given.failures, last_error = NULL
     FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) AS given (id, events, failures) WHERE log_batches.id = given.id`,
    [ids, ids.map((id) => tally.ofBatch(id).events), ids.map((id) => tally.ofBatch(id).failures), now],
  );
  if (rowCount !== ids.length) throw new Error(`${rowCount} of ${ids.length} batches were marked done`);
  await client.query("DELETE FROM log_batch_chunks WHERE batch_id = ANY($1)", [ids]);
}

async function nextTryAt(sourceId: string): Promise<string | null> {
  const { rows } = await pool.query<{ at: Date | null }>(
    "SELECT min(not_before_at) AS at FROM log_batches WHERE state = 'pending' AND source_id = $1 AND attempts > 0",
    [sourceId],
  );
  return rows[0]?.at?.toISOString() ?? null;
}

interface Step {
  claimed: ClaimedBatch[];
  /** Null when it could not be processed. */
  result: Committed | null;
}

/** What all batches of a source need: its schemas, and the lake ready for their events. */
async function prepare(source: ProcessedSource, parsedAt: Date): Promise<SchemaSpec[]> {
  const schemas = await schemaSpecs(source.logTypes);
  await prepareLake(pool, schemas, parsedAt);
  return schemas;
}

/**
 * One group in one transaction: rows, failures, counters, the mark "done" and the System Error, or nothing of it.
 * @param parsedAt for which the lake is ready.
 * @param given when it is, for counters and alarms; the database's clock when null.
 */
async function processGroup(
  source: ProcessedSource,
  schemas: SchemaSpec[],
  parsedAt: Date,
  given: Date | null,
): Promise<Step> {
  let claimed: ClaimedBatch[] = [];
  try {
    const result = await systemChange(parsedAt, async (tx): Promise<Committed> => {
      claimed = await claimBatches(tx, source.id, given);
      const done: Committed = { batches: claimed.length, events: 0, failures: 0 };
      const [first] = claimed;
      if (!first) return done;
      const now = first.claimedAt;
      const chunks = await firstChunks(tx, claimed);
      const bodies = claimed.map((batch) => ({ ...batch, bytes: bodyOf(tx, batch, chunks.get(batch.id)) }));
      const tally = await classifyBodies(tx, source, schemas, bodies, parsedAt);
      await markDone(tx, claimed, tally, now);
      await commitClassified(tx, source, tally, { bodies: claimed, parsedAt, now });
      return { ...done, events: tally.classified, failures: tally.failed };
    });
    return { claimed, result };
  } catch (error) {
    logger.error(
      { reason: messageOf(error), sourceId: source.id, batches: claimed.length },
      "bodies could not be processed",
    );
    const [first] = claimed;
    if (!first) throw error;
    const ids = claimed.map((batch) => batch.id);
    await noteFailure(pool, source.id, ids, error, first.claimedAt);
    return { claimed, result: null };
  }
}

/**
 * Classifies what waits of a source, oldest first, group by group until nothing is due or `budgetMs` is over. Each group
 * is all or nothing, so a retry never doubles anything. A source that was deleted has nothing to process.
 * @param now for tests; otherwise counters and alarms go by the database's clock, which all replicas share.
 * @throws the database's error when it cannot be reached; nothing is lost.
 */
export async function processBatches(
  sourceId: string,
  options: { budgetMs: number; now?: () => Date },
): Promise<Processed> {
  const until = performance.now() + options.budgetMs;
  const total: Processed = {
    batches: 0,
    events: 0,
    failures: 0,
    isMore: false,
    nextTryAt: null,
  };
  for (;;) {
    const step = await slots.run(async () => {
      const source = await readSource(sourceId);
      if (!source) return null;
      const given = options.now?.() ?? null;
      const parsedAt = given ?? new Date();
      let schemas: SchemaSpec[];
      try {
        schemas = await prepare(source, parsedAt);
      } catch (error) {
        logger.error({ reason: messageOf(error), sourceId }, "a source could not be made ready to be processed");
        await noteFailure(pool, sourceId, null, error, given);
        return { claimed: [], result: null };
      }
      return processGroup(source, schemas, parsedAt, given);
    });
    if (!step) break;
    const { result } = step;
    if (result) {
      total.batches += result.batches;
      total.events += result.events;
      total.failures += result.failures;
    } else {
      total.nextTryAt = await nextTryAt(sourceId);
    }
    if (step.claimed.length === 0) break;
    if (performance.now() > until) {
      total.isMore = true;
      break;
    }
  }
  return total;
}
