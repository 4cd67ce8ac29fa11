import "server-only";
import { availableParallelism } from "node:os";
import { systemChange } from "#lib/change.ts";
import { classifyStream } from "#lib/classification/classify-stream.ts";
import type { StreamType } from "#lib/classification/schema.ts";
import { pool, type Queryable } from "#lib/db.ts";
import { isWaitedFor, onEventsProcessed } from "#lib/drop-off/on-events-processed.ts";
import { env } from "#lib/env.ts";
import { messageOf } from "#lib/errors.ts";
import { prepareLake } from "#lib/lake/tables.ts";
import { writeBatch } from "#lib/lake/writer.ts";
import { markHealthDue } from "#lib/log-source-kinds/health-due.ts";
import type { StreamTypeOptions } from "#lib/log-source-kinds/schema.ts";
import { logger } from "#lib/logger.ts";
import { schemaSpecs } from "#lib/schemas/queries.ts";
import type { SchemaSpec } from "#lib/schemas/schema.ts";
import { Slots } from "#lib/slots.ts";
import { classificationFailures } from "#lib/system-errors/kinds/classification-failures.ts";
import { report } from "#lib/system-errors/report.ts";
import { bodyOf, type ClaimedBatch, claimBatches, firstChunks } from "./batch-claims.ts";
import { BatchTally, Gathered } from "./batch-tally.ts";
import { failureCauses } from "./failure-causes.ts";
import { noteFailure } from "./note-failure.ts";

interface Source {
  id: string;
  kind: string;
  label: string;
  logTypes: string[];
  streamType: StreamType;
  streamTypeOptions: StreamTypeOptions | null;
}

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

/** Encoded rows are written when this much is held. */
const flushBytes = 4 * 1024 * 1024;

async function readSource(id: string): Promise<Source | null> {
  const { rows } = await pool.query<Source>(
    `SELECT id, kind, label, log_types AS "logTypes", log_stream_type AS "streamType", log_stream_type_options AS "streamTypeOptions"
     FROM log_sources WHERE id = $1`,
    [id],
  );
  return rows[0] ?? null;
}

async function classifyInto(
  client: Queryable,
  source: Source,
  schemas: SchemaSpec[],
  batches: ClaimedBatch[],
  parsedAt: Date,
): Promise<BatchTally> {
  const settings = env();
  const tally = new BatchTally();
  const gathered = new Gathered();
  const flush = async () => {
    const rows = gathered.take();
    if (rows) await writeBatch(client, rows);
  };
  const chunks = await firstChunks(client, batches);
  for (const batch of batches) {
    const parts = classifyStream({
      body: bodyOf(client, batch, chunks.get(batch.id)),
      streamType: source.streamType,
      streamTypeOptions: source.streamTypeOptions ?? {},
      limits: {
        maxInflatedBytes: settings.TELLTALE_MAX_INFLATED_BYTES,
        maxLineBytes: settings.TELLTALE_MAX_LINE_BYTES,
        maxDepth: settings.TELLTALE_MAX_DEPTH,
      },
      schemas,
      sourceId: source.id,
      sourceLabel: source.label,
      requestId: batch.id,
      parsedAt,
    });
    for await (const part of parts) {
      tally.add(batch, part);
      gathered.add(part);
      if (gathered.size >= flushBytes) await flush();
    }
  }
  await flush();
  return tally;
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

/** Adds up what came. @returns whether a drop-off alarm of the source waits for these events. */
async function count(
  client: Queryable,
  source: Source,
  batches: ClaimedBatch[],
  tally: BatchTally,
  now: Date,
): Promise<boolean> {
  const rows = tally.logTypes;
  await client.query({
    name: "count-events",
    text: `WITH seen AS (
       INSERT INTO log_source_log_types AS t (source_id, log_type, last_event_at)
       SELECT $1, log_type, $2 FROM unnest($3::text[], $4::bigint[]) AS given (log_type, classified) WHERE classified > 0
       ON CONFLICT (source_id, log_type) DO UPDATE SET last_event_at = greatest(t.last_event_at, excluded.last_event_at)
     ), quarter AS (
       INSERT INTO log_source_quarters AS q (source_id, quarter, classified, failed, bytes)
       SELECT $1, date_bin('15 minutes', $2, 'epoch'), coalesce(sum(classified), 0), coalesce(sum(failed), 0), coalesce(sum(bytes), 0)
       FROM unnest($4::bigint[], $5::bigint[], $6::bigint[]) AS given (classified, failed, bytes)
       ON CONFLICT (source_id, quarter) DO UPDATE
         SET classified = q.classified + excluded.classified, failed = q.failed + excluded.failed, bytes = q.bytes + excluded.bytes
     )
     INSERT INTO log_source_minutes AS m (source_id, minute, log_type, classified, failed, bytes, lag_seconds_min, lag_seconds_max)
     SELECT $1, date_trunc('minute', $2::timestamptz), given.*
     FROM unnest($3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::int[], $8::int[]) AS given
     ON CONFLICT (source_id, minute, log_type) DO UPDATE
       SET classified = m.classified + excluded.classified, failed = m.failed + excluded.failed, bytes = m.bytes + excluded.bytes,
           lag_seconds_min = least(m.lag_seconds_min, excluded.lag_seconds_min),
           lag_seconds_max = greatest(m.lag_seconds_max, excluded.lag_seconds_max)`,
    values: [
      source.id,
      now,
      rows.map((row) => row.logType),
      rows.map((row) => row.classified),
      rows.map((row) => row.failed),
      rows.map((row) => row.bytes),
      rows.map((row) => row.lagSecondsMin),
      rows.map((row) => row.lagSecondsMax),
    ],
  });
  const receivedAt = new Date(Math.max(...batches.map((batch) => batch.receivedAt.getTime())));
  const { rows: watched } = await client.query<{ isWaitedFor: boolean; isHealthy: boolean }>({
    name: "events-received",
    text: `UPDATE log_sources SET last_received_at = greatest(last_received_at, $2),
            last_event_processed_at = CASE WHEN $3 THEN greatest(last_event_processed_at, $4) ELSE last_event_processed_at END
     WHERE id = $1 RETURNING $3 AND ${isWaitedFor("log_sources.id", "$4")} AS "isWaitedFor", health_status = 'healthy' AS "isHealthy"`,
    values: [source.id, receivedAt, tally.classified > 0, now],
  });
  // What is healthy stays so by events that come; all else may have become better.
  if (watched[0]?.isHealthy === false) await markHealthDue(client, [source.id], now);
  return watched[0]?.isWaitedFor ?? false;
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
async function prepare(source: Source, parsedAt: Date): Promise<SchemaSpec[]> {
  const schemas = await schemaSpecs(source.logTypes);
  await prepareLake(pool, schemas, parsedAt);
  return schemas;
}

/**
 * One group in one transaction: rows, failures, counters, the mark "done" and the System Error, or nothing of it.
 * @param parsedAt for which the lake is ready.
 * @param given when it is, for counters and alarms; the database's clock when null.
 */
async function processGroup(source: Source, schemas: SchemaSpec[], parsedAt: Date, given: Date | null): Promise<Step> {
  let claimed: ClaimedBatch[] = [];
  try {
    const result = await systemChange(parsedAt, async (tx): Promise<Committed> => {
      claimed = await claimBatches(tx, source.id, given);
      const done: Committed = { batches: claimed.length, events: 0, failures: 0 };
      const [first] = claimed;
      if (!first) return done;
      const now = first.claimedAt;
      const tally = await classifyInto(tx, source, schemas, claimed, parsedAt);
      await markDone(tx, claimed, tally, now);
      if (await count(tx, source, claimed, tally, now)) {
        const logTypes = tally.logTypes.filter((row) => row.classified > 0).map((row) => row.logType);
        // Alarms go by the database's clock.
        await onEventsProcessed({ ...tx, now }, source.id, logTypes);
      }
      if (tally.failed > 0) {
        // At the time that the lines carry: the alert shows those from its first event on.
        const subject = { sourceId: source.id, sourceLabel: source.label, sourceType: source.kind };
        const ids = claimed.map((batch) => batch.id);
        const causes = await failureCauses(tx, source.id, ids, parsedAt, tally.failed);
        await report(tx, classificationFailures, subject, causes);
      }
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
