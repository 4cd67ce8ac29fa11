import type { StreamLimits, StreamType, StreamTypeOptions } from "#lib/classification/schema.ts";
import type { SchemaSpec } from "#lib/schemas/schema.ts";
import type { BodySettings, EncodedPart } from "./body-classifier.ts";
import type { JudgeSettings, KeptLine } from "./line-judge.ts";
import { chunksAhead } from "./worker-messages.ts";
import { borrowWorker } from "./worker-pool.ts";

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
export async function* classifyStream(job: ClassifyJob): AsyncGenerator<EncodedBatch> {
  const worker = await borrowWorker();
  let isIdle = false;
  try {
    worker.send({
      type: "start",
      schemas: job.schemas,
      settings: settingsOf(job),
    });
    const body = Symbol.asyncIterator in job.body ? job.body[Symbol.asyncIterator]() : job.body[Symbol.iterator]();
    let wanted = chunksAhead;
    let isOver = false;
    try {
      for (;;) {
        for (; wanted > 0 && !isOver; wanted--) {
          const { value, done } = await body.next();
          isOver = done === true;
          if (done) worker.send({ type: "end" });
          else {
            // The caller's bytes stay the caller's: what is transferred is a copy.
            const bytes = new Uint8Array(value);
            worker.send({ type: "chunk", bytes }, [bytes.buffer]);
          }
        }
        const message = await worker.hear();
        if (message.type === "want") wanted += 1;
        else if (message.type === "part") {
          yield batchOf(message.part);
          worker.send({ type: "taken" });
        } else {
          isIdle = true;
          if (message.type === "failed") throw new Error(`Classification failed: ${message.message}`);
          return;
        }
      }
    } finally {
      if (!isIdle) await body.return?.();
    }
  } finally {
    worker.release(isIdle);
  }
}

/**
 * Says of each kept line whether all of it would become events under these schemas; nothing is written. In a worker thread: send some
 * hundreds at a time. Throws when the worker dies or hangs.
 */
export async function judgeLines(
  schemas: SchemaSpec[],
  settings: JudgeSettings,
  lines: KeptLine[],
): Promise<boolean[]> {
  if (lines.length === 0) return [];
  const worker = await borrowWorker();
  let isIdle = false;
  try {
    const limits = { ...settings.limits, maxDepth: Math.min(settings.limits.maxDepth, deepestReadable) };
    worker.send({ type: "judge", schemas, settings: { ...settings, limits }, lines });
    const message = await worker.hear();
    isIdle = true;
    if (message.type === "judged") return message.fits;
    throw new Error(message.type === "failed" ? message.message : `The worker answered ${message.type} to judge.`);
  } finally {
    worker.release(isIdle);
  }
}

/** Deeper values are refused whatever the setting: readers that recurse, PostgreSQL's among them, would run out of stack. */
const deepestReadable = 1000;

function settingsOf(job: ClassifyJob): BodySettings {
  return {
    streamType: job.streamType,
    streamTypeOptions: job.streamTypeOptions ?? {},
    limits: { ...job.limits, maxDepth: Math.min(job.limits.maxDepth, deepestReadable) },
    marks: {
      sourceId: job.sourceId,
      sourceLabel: job.sourceLabel,
      requestId: job.requestId ?? null,
      objectKey: job.objectKey ?? null,
      parsedAt: job.parsedAt.getTime(),
      schemaRevisions: Object.fromEntries(job.schemas.map(({ logType, revision }) => [logType, revision])),
    },
  };
}

function batchOf(part: EncodedPart): EncodedBatch {
  const classified = part.events.reduce((sum, { rows }) => sum + rows, 0);
  const failed = part.failures?.rows ?? 0;
  const bytes = part.events.reduce((sum, rows) => sum + rows.bytes, part.failures?.bytes ?? 0);
  return {
    events: part.events,
    failures: part.failures === null ? null : { logType: null, ...part.failures },
    records: classified + failed,
    classified,
    failed,
    bytes,
    lastEventAt: Number.isNaN(part.lastEventMicros) ? null : Math.floor(part.lastEventMicros / 1000),
  };
}
