import { isAscii, isUtf8 } from "node:buffer";
import {
  Carry,
  emitRecord,
  keptBytes,
  type Partial,
  type RecordSink,
  refuseLong,
  type Splitter,
} from "../record-sink.ts";
import type { StreamLimits } from "../schema.ts";

const newline = 10;
const carriageReturn = 13;

/** One record a line: LF or CRLF, the last one also without; a byte order mark at the start is skipped; blank lines are nothing. */
export class LineSplitter implements Splitter {
  readonly #limits: StreamLimits;
  readonly #sink: RecordSink;
  readonly #carry: Carry;
  /** Where the next byte of the body, and the line being read, stand. */
  #offset = 0;
  #lineStart = 0;
  #line = 1;

  constructor(limits: StreamLimits, sink: RecordSink) {
    this.#limits = limits;
    this.#sink = sink;
    // A byte order mark and a CR do not count, so a line of the greatest length may have four bytes more.
    this.#carry = new Carry(limits.maxLineBytes + 4);
  }

  push(chunk: Buffer): void {
    let from = 0;
    if (this.#carry.size > 0) {
      const end = chunk.indexOf(newline);
      this.#carry.append(chunk, 0, end < 0 ? chunk.length : end);
      if (end < 0) {
        this.#offset += chunk.length;
        return;
      }
      this.#finishCarry();
      from = end + 1;
      this.#line += 1;
      this.#lineStart = this.#offset + from;
    }
    const last = chunk.lastIndexOf(newline);
    if (last >= from) {
      this.#wholeLines(chunk, from, last + 1);
      from = last + 1;
      this.#lineStart = this.#offset + from;
    }
    if (from < chunk.length) this.#carry.append(chunk, from, chunk.length);
    this.#offset += chunk.length;
  }

  end(): void {
    if (this.#carry.size > 0) this.#finishCarry();
  }

  takePartial(): Partial | null {
    if (this.#carry.size === 0) return null;
    const payload = Buffer.from(this.#carry.kept);
    const { size } = this.#carry;
    this.#carry.clear();
    return { payload, size, offset: this.#lineStart, line: this.#line };
  }

  #finishCarry(): void {
    const { kept, size, lastByte } = this.#carry;
    const start = this.#afterMark(kept, 0, kept.length, this.#lineStart);
    const end = lastByte === carriageReturn && size > start ? size - 1 : size;
    const offset = this.#lineStart + start;
    if (end - start > this.#limits.maxLineBytes) {
      const payload = kept.subarray(start, Math.min(end, start + keptBytes));
      refuseLong(this.#sink, this.#limits, payload, end - start, offset, this.#line);
    } else {
      emitRecord(this.#sink, this.#limits, kept, start, end, offset, this.#line, false);
    }
    this.#carry.clear();
  }

  #emit(bytes: Buffer, from: number, to: number, offset: number): void {
    const start = this.#afterMark(bytes, from, to, offset);
    const end = to > start && bytes[to - 1] === carriageReturn ? to - 1 : to;
    emitRecord(this.#sink, this.#limits, bytes, start, end, offset + start - from, this.#line, false);
  }

  #afterMark(bytes: Buffer, from: number, to: number, offset: number): number {
    const hasMark =
      offset === 0 && to - from >= 3 && bytes[from] === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf;
    return hasMark ? from + 3 : from;
  }

  /** Lines from `from` to `to`, all of them ended. Looks at the bytes of all of them at once where it can. */
  #wholeLines(chunk: Buffer, from: number, to: number): void {
    const region = chunk.subarray(from, to);
    if (!isUtf8(region) || region.includes(0)) {
      for (let start = from; start < to; this.#line++) {
        const end = chunk.indexOf(newline, start);
        this.#emit(chunk, start, end, this.#offset + start);
        start = end + 1;
      }
      return;
    }
    // Where all is ASCII, bytes and characters are counted alike: one text for all lines, of which each line is a slice.
    const ascii = isAscii(region) ? region.toString("latin1") : null;
    const hasNoUnicodeEscape = ascii === null ? !region.includes("\\u") : !ascii.includes("\\u");
    const hints = {
      ascii,
      asciiFrom: from,
      hasNoUnicodeEscape,
      isDepthKnown: false,
    };
    const sink = this.#sink;
    const { maxLineBytes } = this.#limits;
    const base = this.#offset;
    for (let next = from; next < to; this.#line++) {
      let end = ascii === null ? chunk.indexOf(newline, next) : ascii.indexOf("\n", next - from) + from;
      const start = base + next === 0 ? this.#afterMark(chunk, next, end, 0) : next;
      next = end + 1;
      if (end > start && chunk[end - 1] === carriageReturn) end -= 1;
      if (end === start) continue;
      if (end - start > maxLineBytes || (chunk[start] as number) <= 32) {
        emitRecord(sink, this.#limits, chunk, start, end, base + start, this.#line, false);
      } else {
        sink.record(chunk, start, end, base + start, this.#line, hints);
      }
    }
  }
}
