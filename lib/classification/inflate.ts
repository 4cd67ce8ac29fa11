import { crc32, createInflateRaw } from "node:zlib";
import { keptBytes } from "./record-sink.ts";
import type { FailureReason } from "./schema.ts";

/** Why a body broke off, told after all that could be read of it. `rest` are bytes that were not read, or their start. */
export type BodyTrouble = {
  reason: FailureReason;
  expected: string;
  found: string;
  rest: Buffer;
  restSize: number;
};

/** More members than any writer makes: each costs a fixed effort however small it is. */
const maxMembers = 100_000;
const outputBytes = 256 * 1024;
const inputBytes = 64 * 1024;

/**
 * The body as it was before compression: gzip (RFC 1952, also several members one after another) is known by its first two bytes,
 * anything else passes as it is. Stops at `maxBytes`. The generator's return value says why it stopped early, or null.
 * Yielded buffers are the caller's until the next step.
 */
export async function* inflateBody(
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Buffer, BodyTrouble | null> {
  const source = new ByteSource(body);
  const budget = { left: maxBytes, maxBytes };
  const magic = await source.peek(2);
  if (magic.length < 2 || magic[0] !== 0x1f || magic[1] !== 0x8b) return yield* plain(source, budget);
  for (let member = 0; ; member++) {
    if (member === maxMembers) return trouble("gzip_corrupt", `at most ${maxMembers} gzip members`, "more");
    const bad = await skipHeader(source);
    if (bad !== null) return bad;
    const broken = yield* inflateMember(source, budget);
    if (broken !== null) return broken;
    await source.skipZeros();
    const next = await source.peek(2);
    if (next.length === 0) return null;
    if (next[0] !== 0x1f || (next.length > 1 && next[1] !== 0x8b)) {
      const { bytes, size } = await source.rest();
      return {
        ...trouble("gzip_trailing_bytes", "the end of the body after the gzip data", `${size} more bytes`),
        rest: bytes,
        restSize: size,
      };
    }
  }
}

type Budget = { left: number; maxBytes: number };

function trouble(reason: FailureReason, expected: string, found: string): BodyTrouble {
  return { reason, expected, found, rest: Buffer.alloc(0), restSize: 0 };
}

function tooLarge(budget: Budget): BodyTrouble {
  return trouble("body_too_large", `a body of at most ${budget.maxBytes} bytes after decompression`, "more");
}

async function* plain(source: ByteSource, budget: Budget): AsyncGenerator<Buffer, BodyTrouble | null> {
  for (let chunk = await source.next(); chunk !== null; chunk = await source.next()) {
    const taken = chunk.subarray(0, budget.left);
    budget.left -= taken.length;
    if (taken.length > 0) yield taken;
    if (taken.length < chunk.length) return tooLarge(budget);
  }
  return null;
}

async function skipHeader(source: ByteSource): Promise<BodyTrouble | null> {
  const head = await source.take(10);
  if (head.length < 10) return truncated();
  if (head[2] !== 8) return trouble("gzip_corrupt", "the deflate method", `method ${head[2]}`);
  const flags = head[3] ?? 0;
  if (flags & 4) {
    const length = await source.take(2);
    if (length.length < 2) return truncated();
    const size = length.readUInt16LE(0);
    if ((await source.take(size)).length < size) return truncated();
  }
  for (const flag of [8, 16]) {
    if ((flags & flag) !== 0 && !(await source.skipPast(0))) return truncated();
  }
  if ((flags & 2) !== 0 && (await source.take(2)).length < 2) return truncated();
  return null;
}

function truncated(): BodyTrouble {
  return trouble("gzip_truncated", "the rest of the gzip data", "the end of the body");
}

async function* inflateMember(source: ByteSource, budget: Budget): AsyncGenerator<Buffer, BodyTrouble | null> {
  const engine = createInflateRaw({ chunkSize: outputBytes });
  let failure: Error | null = null;
  engine.on("error", (error) => {
    failure = error;
  });
  const fed = feed(source, engine);
  let crc = 0;
  let size = 0;
  try {
    for await (const output of engine as AsyncIterable<Buffer>) {
      crc = crc32(output, crc);
      size += output.length;
      const taken = output.subarray(0, budget.left);
      budget.left -= taken.length;
      if (taken.length > 0) yield taken;
      if (taken.length < output.length) return tooLarge(budget);
    }
  } catch (error) {
    failure ??= error as Error;
  } finally {
    engine.destroy();
  }
  const sourceError = await fed;
  if (sourceError !== null) throw sourceError;
  if (failure !== null) {
    const isShort = (failure as NodeJS.ErrnoException).code === "Z_BUF_ERROR";
    return isShort ? truncated() : trouble("gzip_corrupt", "valid gzip data", (failure as Error).message);
  }
  const trailer = await source.take(8);
  if (trailer.length < 8) return truncated();
  if (trailer.readUInt32LE(0) !== crc) return trouble("gzip_corrupt", "the checksum of the data", "another checksum");
  if (trailer.readUInt32LE(4) !== size % 2 ** 32)
    return trouble("gzip_corrupt", "the length of the data", "another length");
  return null;
}

/** Gives the engine one piece at a time until its stream ends, and gives back to the source what it did not want. */
async function feed(source: ByteSource, engine: ReturnType<typeof createInflateRaw>): Promise<Error | null> {
  let written = 0;
  const closed = new Promise<void>((resolve) => engine.once("close", resolve));
  try {
    for (;;) {
      const chunk = await source.next();
      if (chunk === null) {
        engine.end();
        return null;
      }
      const piece = chunk.subarray(0, inputBytes);
      if (piece.length < chunk.length) source.unread(chunk.subarray(inputBytes));
      written += piece.length;
      await Promise.race([closed, new Promise((resolve) => engine.write(piece, resolve))]);
      const unwanted = written - engine.bytesWritten;
      if (unwanted > 0) source.unread(piece.subarray(piece.length - unwanted));
      if (unwanted > 0 || engine.destroyed) return null;
    }
  } catch (error) {
    engine.destroy(error as Error);
    return error as Error;
  }
}

/** Reads an iterable of chunks in pieces of any size. */
class ByteSource {
  readonly #iterator: AsyncIterator<Uint8Array> | Iterator<Uint8Array>;
  #held: Buffer = Buffer.alloc(0);

  constructor(body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) {
    this.#iterator = Symbol.asyncIterator in body ? body[Symbol.asyncIterator]() : body[Symbol.iterator]();
  }

  /** The next bytes, never empty; null at the end. */
  async next(): Promise<Buffer | null> {
    if (this.#held.length > 0) {
      const held = this.#held;
      this.#held = Buffer.alloc(0);
      return held;
    }
    for (;;) {
      const { value, done } = await this.#iterator.next();
      if (done) return null;
      if (value.length > 0) return Buffer.from(value.buffer, value.byteOffset, value.length);
    }
  }

  unread(bytes: Buffer): void {
    this.#held = this.#held.length === 0 ? bytes : Buffer.concat([bytes, this.#held]);
  }

  async peek(count: number): Promise<Buffer> {
    while (this.#held.length < count) {
      const held = this.#held;
      this.#held = Buffer.alloc(0);
      const more = await this.next();
      this.#held = more === null ? held : Buffer.concat([held, more]);
      if (more === null) break;
    }
    return this.#held.subarray(0, count);
  }

  /** Exactly `count` bytes, fewer at the end. */
  async take(count: number): Promise<Buffer> {
    const bytes = await this.peek(count);
    this.#held = this.#held.subarray(bytes.length);
    return bytes;
  }

  async skipPast(byte: number): Promise<boolean> {
    for (let chunk = await this.next(); chunk !== null; chunk = await this.next()) {
      const at = chunk.indexOf(byte);
      if (at < 0) continue;
      this.unread(chunk.subarray(at + 1));
      return true;
    }
    return false;
  }

  async skipZeros(): Promise<void> {
    for (let chunk = await this.next(); chunk !== null; chunk = await this.next()) {
      const at = chunk.findIndex((byte) => byte !== 0);
      if (at < 0) continue;
      this.unread(chunk.subarray(at));
      return;
    }
  }

  /** Reads to the end and keeps the start. */
  async rest(): Promise<{ bytes: Buffer; size: number }> {
    const kept: Buffer[] = [];
    let size = 0;
    for (let chunk = await this.next(); chunk !== null; chunk = await this.next()) {
      if (size < keptBytes) kept.push(Buffer.from(chunk.subarray(0, keptBytes - size)));
      size += chunk.length;
    }
    return { bytes: Buffer.concat(kept), size };
  }
}
