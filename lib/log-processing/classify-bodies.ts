import "server-only";
import { classifyStream } from "#lib/classification/classify-stream.ts";
import type { StreamType } from "#lib/classification/schema.ts";
import type { Queryable } from "#lib/db.ts";
import { env } from "#lib/env.ts";
import { writeBatch } from "#lib/lake/writer.ts";
import type { StreamTypeOptions } from "#lib/log-source-kinds/schema.ts";
import type { SchemaSpec } from "#lib/schemas/schema.ts";
import { BatchTally, RowBuffer } from "./batch-tally.ts";

/** What processing needs of a source. */
export interface ProcessedSource {
  id: string;
  kind: string;
  label: string;
  logTypes: string[];
  streamType: StreamType;
  streamTypeOptions: StreamTypeOptions | null;
}

/** Bytes of a source, wherever they were kept: the body of a request, or an object. */
export interface Body {
  /** Stands beside each line that fits no schema. */
  id: string;
  receivedAt: Date;
  bytes: AsyncIterable<Uint8Array>;
}

/** Encoded rows are written when this much is held. */
const flushBytes = 4 * 1024 * 1024;

/**
 * Classifies bodies one after another and writes their rows, in the caller's transaction, with a few megabytes in memory at a
 * time. The lake is ready for these schemas.
 * @returns what came of them; `commitClassified` counts it.
 */
export async function classifyBodies(
  client: Queryable,
  source: ProcessedSource,
  schemas: SchemaSpec[],
  bodies: readonly Body[],
  parsedAt: Date,
): Promise<BatchTally> {
  const settings = env();
  const tally = new BatchTally();
  const buffer = new RowBuffer();
  const flush = async () => {
    const rows = buffer.take();
    if (rows) await writeBatch(client, rows);
  };
  for (const body of bodies) {
    const parts = classifyStream({
      body: body.bytes,
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
      requestId: body.id,
      parsedAt,
    });
    for await (const part of parts) {
      tally.add(body, part);
      buffer.add(part);
      if (buffer.size >= flushBytes) await flush();
    }
  }
  await flush();
  return tally;
}
