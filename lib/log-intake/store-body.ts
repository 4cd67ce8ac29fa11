import "server-only";
import type { AuthRefusal, BodyCheck } from "#lib/log-source-kinds/auth-methods/define-auth-method.ts";
import { BodyMeter } from "./body-meter.ts";
import { type BatchFacts, LargeBatch, SourceChanged, storeSmallBatch } from "./store-batch.ts";

/** Bytes of a body that are kept in memory before they are stored; also the size of a stored chunk. */
export const chunkBytes = 512 * 1024;

/** The sender went away, or its connection broke, before the body was whole. */
export class BodyInterrupted extends Error {}

/** The body passed a limit. Nothing of it was kept. */
export class BodyTooLarge extends Error {
  readonly limit: "body" | "inflated";

  constructor(limit: "body" | "inflated") {
    super(`Over the limit of the ${limit}`);
    this.limit = limit;
  }
}

/** The body is not what its signature says. Nothing of it was kept. */
export class BodyRefused extends Error {
  readonly refusal: AuthRefusal;

  constructor(refusal: AuthRefusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/** Bounds on one body. */
export interface BodyLimits {
  /** As it is sent. */
  maxBodyBytes: number;
  /** After decompression. */
  maxInflatedBytes: number;
}

export interface StoredBody {
  /** Null for an empty body. */
  batchId: string | null;
  bytes: number;
  lines: number;
}

/** What a body is held against while it comes in. */
export interface BodyRules {
  limits: BodyLimits;
  /** Null when the sender is known by the headers alone. */
  check: BodyCheck | null;
  /**
   * Called when the source was changed since the request was checked: gives the time of the change when the sender may
   * still send, and throws when not.
   */
  checkAgain(): Promise<Date>;
}

async function* uninterrupted(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (cause) {
    throw new BodyInterrupted("The body ended early", { cause });
  }
}

/**
 * Reads a body to its end, within its limits and with one chunk in memory at a time, and stores it as a batch.
 * Resolves after the commit.
 * A large body is written down while it comes, where nobody processes it, and becomes a batch only once it passed its check.
 * @throws BodyInterrupted, BodyTooLarge, BodyRefused, what `checkAgain` throws, or the database's error; then nothing is kept.
 */
export async function storeBody(
  facts: BatchFacts,
  body: AsyncIterable<Uint8Array>,
  { limits, check, checkAgain }: BodyRules,
): Promise<StoredBody> {
  const meter = new BodyMeter(limits.maxInflatedBytes);
  const large = new LargeBatch(facts);
  const withCheck = async <T>(step: () => Promise<T>): Promise<T> => {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof SourceChanged)) throw error;
      facts.sourceUpdatedAt = await checkAgain();
      return step();
    }
  };
  let isLarge = false;
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  const takeHeld = () => {
    const bytes = held.length === 1 && held[0] ? held[0] : Buffer.concat(held);
    held = [];
    heldBytes = 0;
    return bytes;
  };
  try {
    for await (const part of uninterrupted(body)) {
      if (meter.bytes + part.length > limits.maxBodyBytes) throw new BodyTooLarge("body");
      await meter.push(part);
      if (meter.isOverInflated) throw new BodyTooLarge("inflated");
      check?.update(part);
      held.push(part);
      heldBytes += part.length;
      if (heldBytes < chunkBytes) continue;
      isLarge = true;
      const chunk = takeHeld();
      await withCheck(() => large.append(chunk));
    }
    await meter.end();
    if (meter.isOverInflated) throw new BodyTooLarge("inflated");
    const refusal = check?.end();
    if (refusal) throw new BodyRefused(refusal);
    const { bytes, lines } = meter;
    if (bytes === 0) {
      await checkAgain();
      return { batchId: null, bytes, lines };
    }
    const rest = takeHeld();
    if (!isLarge) return { batchId: await withCheck(() => storeSmallBatch(facts, rest, lines)), bytes, lines };
    if (rest.length > 0) await large.append(rest);
    return { batchId: await withCheck(() => large.finish(bytes, lines)), bytes, lines };
  } catch (error) {
    meter.dispose();
    if (isLarge) await large.discard();
    throw error;
  }
}
