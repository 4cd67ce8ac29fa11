import { Carry, emitRecord, keptBytes, type Partial, type RecordSink, refuseLong } from "./record-sink.ts";
import type { StreamLimits } from "./schema.ts";

const quote = 1;
const opens = 2;
const closes = 3;
const lineEnd = 4;
const backslash = 5;

/** What a byte means to the scan; 0 for nothing. */
const meaning = new Uint8Array(256);
meaning[34] = quote;
meaning[123] = opens;
meaning[91] = opens;
meaning[125] = closes;
meaning[93] = closes;
meaning[10] = lineEnd;
meaning[92] = backslash;

/** Where a value that is not an object, array or string ends, and whether a raw line end breaks off an open string. */
export type ValueRules = {
  isBareEnd: (byte: number) => boolean;
  breaksAtLineEnd: boolean;
};

/** Reads one JSON value after another from wherever its owner says one starts; knows strings and nesting, not grammar. */
export class ValueCollector {
  /** Lines seen so far, the one being read included. */
  line = 1;
  isOpen = false;
  readonly #limits: StreamLimits;
  readonly #sink: RecordSink;
  readonly #rules: ValueRules;
  readonly #carry: Carry;
  #kind: "nested" | "string" | "bare" = "bare";
  #depth = 0;
  #deepest = 0;
  #inString = false;
  #escaped = false;
  /** No byte of the value has been read yet. */
  #isFresh = false;
  #startLine = 1;
  #startOffset = 0;

  constructor(limits: StreamLimits, sink: RecordSink, rules: ValueRules) {
    this.#limits = limits;
    this.#carry = new Carry(limits.maxLineBytes);
    this.#sink = sink;
    this.#rules = rules;
  }

  /** A value starts with this byte (which `feed` still has to be given). */
  open(byte: number, offset: number): void {
    const kind = meaning[byte];
    this.#kind = kind === opens ? "nested" : kind === quote ? "string" : "bare";
    this.isOpen = true;
    this.#isFresh = true;
    this.#depth = 0;
    this.#deepest = 0;
    this.#inString = false;
    this.#escaped = false;
    this.#startLine = this.line;
    this.#startOffset = offset;
  }

  /** Reads on from `from`; gives where it stopped: behind the value, or the end of the chunk. */
  feed(chunk: Buffer, from: number): number {
    const end = this.#scan(chunk, from);
    if (this.isOpen) {
      this.#carry.append(chunk, from, chunk.length);
      return chunk.length;
    }
    if (this.#carry.size === 0) this.#emit(chunk, from, end, end - from);
    else {
      this.#carry.append(chunk, from, end);
      this.#emitCarry();
    }
    return end;
  }

  /** The body ends here: what is open is passed on as it is. */
  end(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#emitCarry();
  }

  takePartial(): Partial | null {
    if (!this.isOpen) return null;
    this.isOpen = false;
    const partial = {
      payload: Buffer.from(this.#carry.kept),
      size: this.#carry.size,
      offset: this.#startOffset,
      line: this.#startLine,
    };
    this.#carry.clear();
    return partial;
  }

  #emitCarry(): void {
    const { kept, size } = this.#carry;
    this.#emit(kept, 0, kept.length, size);
    this.#carry.clear();
  }

  #emit(bytes: Buffer, from: number, to: number, size: number): void {
    const { maxDepth, maxLineBytes } = this.#limits;
    if (size > maxLineBytes) {
      refuseLong(
        this.#sink,
        this.#limits,
        bytes.subarray(from, Math.min(to, from + keptBytes)),
        size,
        this.#startOffset,
        this.#startLine,
      );
    } else if (this.#deepest > maxDepth) {
      this.#sink.refuse({
        reason: "too_deep",
        expected: `at most ${maxDepth} levels of nesting`,
        found: `${this.#deepest} levels`,
        payload: bytes.subarray(from, to),
        size,
        offset: this.#startOffset,
        line: this.#startLine,
      });
    } else {
      emitRecord(this.#sink, this.#limits, bytes, from, to, this.#startOffset, this.#startLine, true);
    }
  }

  #scan(chunk: Buffer, from: number): number {
    return this.#kind === "bare" ? this.#scanBare(chunk, from) : this.#scanValue(chunk, from);
  }

  #scanBare(chunk: Buffer, from: number): number {
    const { isBareEnd } = this.#rules;
    // The first byte belongs to the value whatever it is: so every call gets on.
    const start = this.#isFresh ? from + 1 : from;
    this.#isFresh = false;
    for (let at = start; at < chunk.length; at++) {
      if (isBareEnd(chunk[at] as number)) {
        this.isOpen = false;
        return at;
      }
    }
    return chunk.length;
  }

  #scanValue(chunk: Buffer, from: number): number {
    const length = chunk.length;
    const { breaksAtLineEnd } = this.#rules;
    let depth = this.#depth;
    let deepest = this.#deepest;
    let inString = this.#inString;
    let at = from;
    if (this.#escaped) {
      this.#escaped = false;
      // An escaped line end is still a line end.
      if (chunk[at] !== 10) at += 1;
    }
    for (; at < length; at++) {
      const kind = meaning[chunk[at] as number] as number;
      if (kind === 0) continue;
      if (kind === quote) {
        inString = !inString;
        if (!inString && depth === 0) break;
      } else if (kind === lineEnd) {
        if (inString && breaksAtLineEnd) {
          this.isOpen = false;
          return at;
        }
        this.line += 1;
      } else if (inString) {
        if (kind !== backslash) continue;
        if (at + 1 === length) this.#escaped = true;
        else if (chunk[at + 1] !== 10) at += 1;
      } else if (kind === opens) {
        depth += 1;
        if (depth > deepest) deepest = depth;
      } else if (kind === closes) {
        depth -= 1;
        if (depth === 0) break;
      }
    }
    this.#deepest = deepest;
    if (at < length) {
      this.isOpen = false;
      return at + 1;
    }
    this.#depth = depth;
    this.#inString = inString;
    return length;
  }
}
