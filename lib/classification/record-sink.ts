import { isUtf8 } from "node:buffer";
import type { FailureReason, StreamLimits } from "./schema.ts";

/**
 * Takes what a splitter finds. `bytes` is only lent: it may be reused after the call. `offset` is where the record starts in
 * the inflated body, `line` counts from 1 (lines of the body, also where records are not lines).
 */
export type RecordSink = {
  /** A record of valid UTF-8 without NUL, within the limits. `isDepthKnown`: its nesting is within the limit, no need to look. */
  record(bytes: Buffer, start: number, end: number, offset: number, line: number, hints: RecordHints): void;
  refuse(refusal: Refusal): void;
};

/** A sink that can be asked first whether a record is one event. */
export type OfferedSink = RecordSink & {
  /**
   * As `record`; but gives false, and does nothing, for a record that begins like JSON and is not one object: it may be a part of a
   * value, or several.
   */
  offer(bytes: Buffer, start: number, end: number, offset: number, line: number, hints: RecordHints): boolean;
};

/** What is known of a record without looking again; false means "not known". */
export type RecordHints = {
  /** ASCII text that holds the record from `start - asciiFrom` on; null when there is none at hand. */
  ascii: string | null;
  asciiFrom: number;
  /** No `\u` escape anywhere. */
  hasNoUnicodeEscape: boolean;
  isDepthKnown: boolean;
};

/** A record that no schema is asked about. */
export type Refusal = {
  reason: FailureReason;
  expected: string;
  found: string;
  /** The bytes, or their start when there were too many. */
  payload: Buffer;
  /** Bytes there were. */
  size: number;
  offset: number;
  line: number;
};

/** Cuts a body into records. `push` in order, then `end` once, or `takePartial` when the body broke off. */
export type Splitter = {
  push(chunk: Buffer): void;
  end(): void;
  /** The record that was being read, taken out; null when there was none. */
  takePartial(): Partial | null;
};

export type Partial = {
  payload: Buffer;
  size: number;
  offset: number;
  line: number;
};

/** Bytes that are kept of a record that is too long. */
export const keptBytes = 64 * 1024;

export const noHints: RecordHints = {
  ascii: null,
  asciiFrom: 0,
  hasNoUnicodeEscape: false,
  isDepthKnown: false,
};
const depthHints: RecordHints = { ...noHints, isDepthKnown: true };

/** Passes one record on, or refuses it: too long, not UTF-8, or with a NUL. White space alone is nothing, unless it is too long. */
export function emitRecord(
  sink: RecordSink,
  limits: StreamLimits,
  bytes: Buffer,
  start: number,
  end: number,
  offset: number,
  line: number,
  isDepthKnown: boolean,
): void {
  if (end - start > limits.maxLineBytes) {
    refuseLong(sink, limits, bytes.subarray(start, Math.min(end, start + keptBytes)), end - start, offset, line);
    return;
  }
  if (isBlank(bytes, start, end)) return;
  const record = bytes.subarray(start, end);
  if (!isUtf8(record)) {
    const at = firstInvalidByte(record);
    refuse(sink, "invalid_utf8", "text in UTF-8", `the byte ${hex(record[at] ?? 0)} at ${at}`, record, offset, line);
  } else {
    const nul = record.indexOf(0);
    if (nul >= 0) refuse(sink, "nul_byte", "text without NUL", `a NUL byte at ${nul}`, record, offset, line);
    else sink.record(bytes, start, end, offset, line, isDepthKnown ? depthHints : noHints);
  }
}

function refuse(
  sink: RecordSink,
  reason: FailureReason,
  expected: string,
  found: string,
  record: Buffer,
  offset: number,
  line: number,
): void {
  sink.refuse({
    reason,
    expected,
    found,
    payload: record,
    size: record.length,
    offset,
    line,
  });
}

export function refuseLong(
  sink: RecordSink,
  limits: StreamLimits,
  payload: Buffer,
  size: number,
  offset: number,
  line: number,
): void {
  const expected = `a record of at most ${limits.maxLineBytes} bytes`;
  sink.refuse({
    reason: "line_too_long",
    expected,
    found: `${size} bytes`,
    payload,
    size,
    offset,
    line,
  });
}

/** True when there is nothing but spaces, tabs and line ends. */
export function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte !== 32 && byte !== 13 && byte !== 10 && byte !== 9) return false;
  }
  return true;
}

/** Position of the first byte that no UTF-8 text can have there; the length when the bytes are UTF-8. */
export function firstInvalidByte(bytes: Buffer): number {
  let good = 0;
  let bad = bytes.length;
  // The longest valid prefix by halving: a prefix may end inside a character, so up to three bytes more are tried.
  while (bad - good > 4) {
    const middle = (good + bad) >> 1;
    const cut = [0, 1, 2, 3].find((back) => middle - back > good && isUtf8(bytes.subarray(0, middle - back)));
    if (cut === undefined) bad = middle;
    else good = middle - cut > good ? middle - cut : middle;
  }
  for (let length = bad; length >= good; length--) if (isUtf8(bytes.subarray(0, length))) return length;
  return good;
}

function hex(byte: number): string {
  return `0x${byte.toString(16).toUpperCase().padStart(2, "0")}`;
}

/** Bytes of a record that came in parts. Grows by doubling; beyond what is kept of a record it only counts. */
export class Carry {
  readonly #maxKept: number;
  #bytes: Buffer = Buffer.alloc(0);
  #kept = 0;
  /** Bytes given so far, kept or not. */
  size = 0;
  /** The last of them; -1 when there is none. */
  lastByte = -1;

  /** @param maxBytes at least so many bytes of a record are kept. */
  constructor(maxBytes: number) {
    this.#maxKept = Math.max(maxBytes, keptBytes);
  }

  append(chunk: Buffer, start: number, end: number): void {
    if (end === start) return;
    this.size += end - start;
    this.lastByte = chunk[end - 1] as number;
    const count = Math.min(end - start, this.#maxKept - this.#kept);
    if (count <= 0) return;
    if (this.#kept + count > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(
        Math.max(this.#kept + count, Math.min(this.#bytes.length * 2, this.#maxKept), 4096),
      );
      this.#bytes.copy(grown, 0, 0, this.#kept);
      this.#bytes = grown;
    }
    chunk.copy(this.#bytes, this.#kept, start, start + count);
    this.#kept += count;
  }

  /** The bytes kept; valid until the next append. */
  get kept(): Buffer {
    return this.#bytes.subarray(0, this.#kept);
  }

  clear(): void {
    this.#kept = 0;
    this.size = 0;
    this.lastByte = -1;
  }
}
