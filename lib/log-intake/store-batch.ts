import "server-only";
import { randomUUID } from "node:crypto";
import { pool } from "#lib/db.ts";

/** What is known of a body beside its bytes. */
export interface BatchFacts {
  sourceId: string;
  /** The state of the source that the request was checked against. */
  sourceUpdatedAt: Date;
  contentType: string | null;
  contentEncoding: string | null;
}

/** The source was changed or deleted since the request was checked: check it again. */
export class SourceChanged extends Error {}

interface SmallBatch extends BatchFacts {
  id: string;
  lines: number;
  bytes: Uint8Array;
  settle(error: Error | null): void;
}

const maxBatchesAStatement = 256;
const maxBytesAStatement = 4 * 1024 * 1024;
const maxWriters = 2;

const queue: SmallBatch[] = [];
let writers = 0;

function takeGroup(): SmallBatch[] {
  let bytes = 0;
  let count = 0;
  for (const batch of queue) {
    bytes += batch.bytes.length;
    if (count === maxBatchesAStatement || (count > 0 && bytes > maxBytesAStatement)) break;
    count += 1;
  }
  return queue.splice(0, count);
}

/**
 * Both tables in one statement, which is one transaction and one flush to disk. The bodies travel as one parameter that each row
 * cuts its part from, because an array of them would travel as hexadecimal text.
 */
async function insertGroup(group: SmallBatch[]): Promise<void> {
  let offset = 1;
  const offsets = group.map((batch) => {
    const from = offset;
    offset += batch.bytes.length;
    return from;
  });
  const { rows } = await pool.query<{ batch_id: string }>({
    name: "intake-batches",
    text: `WITH given AS (
             SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::text[], $5::text[], $6::int[], $7::bigint[], $8::int[])
               AS given (id, source_id, source_updated_at, content_type, content_encoding, body_bytes, line_count, from_byte)
           ), batch AS (
             INSERT INTO log_batches (id, source_id, content_type, content_encoding, body_bytes, line_count)
             SELECT given.id, given.source_id, given.content_type, given.content_encoding, given.body_bytes, given.line_count
             FROM given JOIN log_sources ON log_sources.id = given.source_id AND log_sources.updated_at = given.source_updated_at
             RETURNING id
           )
           INSERT INTO log_batch_chunks (batch_id, ordinal, bytes)
           SELECT given.id, 0, substring($9::bytea FROM given.from_byte FOR given.body_bytes) FROM given JOIN batch ON batch.id = given.id
           RETURNING batch_id`,
    values: [
      group.map((batch) => batch.id),
      group.map((batch) => batch.sourceId),
      group.map((batch) => batch.sourceUpdatedAt),
      group.map((batch) => batch.contentType),
      group.map((batch) => batch.contentEncoding),
      group.map((batch) => batch.bytes.length),
      group.map((batch) => batch.lines),
      offsets,
      Buffer.concat(group.map((batch) => batch.bytes)),
    ],
  });
  const stored = new Set(rows.map((row) => row.batch_id));
  for (const batch of group) batch.settle(stored.has(batch.id) ? null : new SourceChanged());
}

async function drain(): Promise<void> {
  writers += 1;
  while (queue.length > 0) {
    const group = takeGroup();
    try {
      await insertGroup(group);
    } catch (error) {
      if (group.length === 1) group[0]?.settle(error as Error);
      // One batch of many may be at fault (its source was deleted between the join and the commit): each for itself.
      else for (const batch of group) await insertGroup([batch]).catch((own: Error) => batch.settle(own));
    }
  }
  writers -= 1;
}

/**
 * Stores a body of one chunk; resolves with the batch's id after the commit. Bodies that arrive while a write runs
 * share the next one.
 * @throws SourceChanged, or the database's error; then nothing was stored.
 */
export function storeSmallBatch(facts: BatchFacts, bytes: Uint8Array, lines: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const id = randomUUID();
    const settle = (error: Error | null) => (error ? reject(error) : resolve(id));
    queue.push({ ...facts, id, lines, bytes, settle });
    if (writers < maxWriters) void drain();
  });
}

/**
 * A body of many chunks. Each chunk is committed as it comes, in a batch that nobody claims ("receiving"); `finish` makes
 * it pending. So a slow sender holds no connection and no transaction, and what it leaves behind is removed by `discard`
 * or, when the process was killed, by the sweep.
 */
export class LargeBatch {
  readonly #facts: BatchFacts;
  readonly id = randomUUID();
  #chunks = 0;

  constructor(facts: BatchFacts) {
    this.#facts = facts;
  }

  /** @throws SourceChanged, or the database's error. */
  async append(bytes: Uint8Array): Promise<void> {
    if (this.#chunks === 0) await this.#begin();
    await pool.query({
      name: "intake-chunk",
      text: "INSERT INTO log_batch_chunks (batch_id, ordinal, bytes) VALUES ($1, $2, $3)",
      values: [this.id, this.#chunks, bytes],
    });
    this.#chunks += 1;
  }

  async #begin(): Promise<void> {
    const { sourceId, sourceUpdatedAt, contentType, contentEncoding } = this.#facts;
    const { rowCount } = await pool.query(
      `INSERT INTO log_batches (id, source_id, state, content_type, content_encoding, body_bytes, line_count)
       SELECT $1, id, 'receiving', $4, $5, 0, 0 FROM log_sources WHERE id = $2 AND updated_at = $3`,
      [this.id, sourceId, sourceUpdatedAt, contentType, contentEncoding],
    );
    if (rowCount === 0) throw new SourceChanged();
  }

  /** @throws SourceChanged when the source was deleted meanwhile, or the database's error. */
  async finish(bodyBytes: number, lines: number): Promise<string> {
    const { rowCount } = await pool.query(
      "UPDATE log_batches SET state = 'pending', body_bytes = $2, line_count = $3, received_at = now(), not_before_at = now() WHERE id = $1",
      [this.id, bodyBytes, lines],
    );
    if (rowCount === 0) throw new SourceChanged();
    return this.id;
  }

  /** Removes what was stored; what cannot be removed now is removed by the sweep. */
  async discard(): Promise<void> {
    await pool.query("DELETE FROM log_batches WHERE id = $1", [this.id]).catch(() => {});
  }
}
