import type { StreamLimits, StreamType, StreamTypeOptions } from "#lib/classification/schema.ts";
import type { SchemaSpec } from "#lib/schemas/schema.ts";

/** One body to classify and what its rows are marked with. */
export type ClassifyJob = {
  /** The body as received, gzip or not, in any chunking. Read with back pressure. */
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  streamType: StreamType;
  streamTypeOptions?: StreamTypeOptions;
  limits: StreamLimits;
  /** The schemas attached to the source. None: every record fails with `no_schema`. */
  schemas: SchemaSpec[];
  sourceId: string;
  sourceLabel: string;
  /** Id of the batch or request; stored with each failure. */
  requestId?: string | null;
  /** Key of the S3 object; stored with each failure. */
  objectKey?: string | null;
  /** `p_parse_time` of every row of this job: its day decides the partition. */
  parsedAt: Date;
};

/** Rows of one table, encoded in the binary COPY format without header and trailer. */
export type EncodedRows = {
  /** Log type of the rows; null for `panther_monitor.classification_failures`. */
  logType: string | null;
  rows: number;
  /** Bytes of the records these rows came from. */
  bytes: number;
  copy: Uint8Array;
};

/**
 * A part of a job's result, a few MiB at most: what COPY needs and the counts that go with it.
 * Over all batches of a job, `records` = `classified` + `failed`.
 */
export type EncodedBatch = {
  events: EncodedRows[];
  failures: EncodedRows | null;
  records: number;
  classified: number;
  failed: number;
  /** Bytes of all records, classified or not. */
  bytes: number;
  /** Latest event time seen, epoch milliseconds; null when no event. */
  lastEventAt: number | null;
};

/**
 * Splits and classifies a body in a worker thread. Never fails because of what the body holds: a record that cannot be
 * read is a failure row. Throws when the body's iterator throws or the worker dies or hangs; then nothing of the job
 * may be kept (the caller's transaction rolls back) and the job can be run again.
 */
export async function* classifyStream(_job: ClassifyJob): AsyncGenerator<EncodedBatch> {
  yield* [];
  throw new Error("classifyStream: the worker is being built");
}
