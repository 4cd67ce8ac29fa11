import "server-only";
import type { Queryable } from "#lib/sql.ts";

/** A stored body that waits. */
export interface ClaimedBatch {
  id: string;
  bodyBytes: number;
  receivedAt: Date;
  attempts: number;
  /** The time of the claim, by the clock that all replicas share. */
  claimedAt: Date;
}

const maxBatches = 500;
const maxGroupBytes = 8 * 1024 * 1024;

/**
 * Locks the oldest bodies of a source that are due, until the transaction ends: so a worker that is killed leaves no
 * claim behind, and two workers never hold the same body. Bodies that failed before are claimed alone.
 * @param now the database's clock when null; tests give theirs.
 */
export async function claimBatches(client: Queryable, sourceId: string, now: Date | null): Promise<ClaimedBatch[]> {
  const { rows } = await client.query<ClaimedBatch>({
    name: "claim-batches",
    text: `SELECT id, body_bytes AS "bodyBytes", received_at AS "receivedAt", attempts,
                  COALESCE($2::timestamptz, statement_timestamp()) AS "claimedAt" FROM log_batches
           WHERE state = 'pending' AND source_id = $1 AND not_before_at <= COALESCE($2::timestamptz, statement_timestamp())
           ORDER BY not_before_at LIMIT ${maxBatches} FOR UPDATE SKIP LOCKED`,
    values: [sourceId, now],
  });
  const [first, ...rest] = rows;
  if (!first) return [];
  const group = [first];
  let bytes = first.bodyBytes;
  for (const batch of rest) {
    bytes += batch.bodyBytes;
    if (first.attempts > 0 || batch.attempts > 0 || bytes > maxGroupBytes) break;
    group.push(batch);
  }
  return group;
}

/** The first chunk of each body, which is all of most. */
export async function firstChunks(client: Queryable, batches: ClaimedBatch[]): Promise<Map<string, Buffer>> {
  const { rows } = await client.query<{ batch_id: string; bytes: Buffer }>({
    name: "first-chunks",
    text: "SELECT batch_id, bytes FROM log_batch_chunks WHERE ordinal = 0 AND batch_id = ANY($1)",
    values: [batches.map((batch) => batch.id)],
  });
  return new Map(rows.map((row) => [row.batch_id, row.bytes]));
}

/** A body chunk by chunk, one in memory at a time. @throws Error when what is stored is not the whole body. */
export async function* bodyOf(
  client: Queryable,
  batch: ClaimedBatch,
  first: Buffer | undefined,
): AsyncGenerator<Buffer> {
  let bytes = 0;
  for (let ordinal = 0, chunk = first; chunk; ordinal += 1) {
    bytes += chunk.length;
    yield chunk;
    if (bytes >= batch.bodyBytes) break;
    const { rows } = await client.query<{ bytes: Buffer }>({
      name: "next-chunk",
      text: "SELECT bytes FROM log_batch_chunks WHERE batch_id = $1 AND ordinal = $2",
      values: [batch.id, ordinal + 1],
    });
    chunk = rows[0]?.bytes;
  }
  if (bytes !== batch.bodyBytes) throw new Error(`${bytes} of ${batch.bodyBytes} bytes of the body are stored`);
}
