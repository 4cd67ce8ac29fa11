import { isAscii, isUtf8 } from "node:buffer";
import { afterMarks } from "../byte-order-mark.ts";
import {
  Carry,
  emitRecord,
  isBlank,
  keptBytes,
  noHints,
  type OfferedSink,
  type Partial,
  type RecordHints,
  type RecordSink,
  refuseLong,
  type Splitter,
} from "../record-sink.ts";
import type { StreamLimits } from "../schema.ts";

const newline = 10;
const carriageReturn = 13;

/** A line that the sink did not take, from its start (behind byte order marks) to its line end. */
export type OddLine = { bytes: Buffer; offset: number; line: number };

/**
 * One record a line: LF or CRLF, the last one also without; byte order marks at the start of a line are skipped; blank lines are
 * nothing.
 */
export class LineSplitter implements Splitter {
  /** Set when the sink was offered a line and did not take it; nothing more is read then. */
  odd: OddLine | null = null;
  readonly #offered: OfferedSink | null;
  readonly #limits: StreamLimits;
  readonly #sink: RecordSink;
  readonly #carry: Carry;
  /** Where the next byte of the body, and the line being read, stand. */
  #offset = 0;
  #lineStart = 0;
  #line = 1;

  /** @param offered the same sink, when lines are to be offered to it first. */
  constructor(limits: StreamLimits, sink: RecordSink, offered: OfferedSink | null = null) {
    this.#limits = limits;
    this.#sink = sink;
    this.#offered = offered;
    // A byte order mark and a CR do not count, so a line of the greatest length may have four bytes more.
    this.#carry = new Carry(limits.maxLineBytes + 4);
  }

  push(chunk: Buffer): void {
    this.read(chunk);
  }

  /** As `push`. @returns how many bytes were read: all, or up to the line end of the odd line. */
  read(chunk: Buffer): number {
    let from = 0;
    if (this.#carry.size > 0) {
      const end = chunk.indexOf(newline);
      this.#carry.append(chunk, 0, end < 0 ? chunk.length : end);
      if (end < 0) {
        this.#offset += chunk.length;
        return chunk.length;
      }
      if (!this.#finishCarry()) return end;
      from = end + 1;
      this.#line += 1;
      this.#lineStart = this.#offset + from;
    }
    const last = chunk.lastIndexOf(newline);
    if (last >= from) {
      const read = this.#wholeLines(chunk, from, last + 1);
      if (this.odd !== null) return read;
      from = last + 1;
      this.#lineStart = this.#offset + from;
    }
    if (from < chunk.length) this.#carry.append(chunk, from, chunk.length);
    this.#offset += chunk.length;
    return chunk.length;
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

  /** @returns false when the line is odd. */
  #finishCarry(): boolean {
    const { kept, size, lastByte } = this.#carry;
    const start = afterMarks(kept, 0, kept.length);
    const end = lastByte === carriageReturn && size > start ? size - 1 : size;
    const offset = this.#lineStart + start;
    if (end - start > this.#limits.maxLineBytes || size > kept.length) {
      const payload = kept.subarray(start, Math.min(end, start + keptBytes));
      refuseLong(this.#sink, this.#limits, payload, end - start, offset, this.#line);
    } else if (!this.#pass(kept, start, end, offset)) {
      this.odd = { bytes: Buffer.from(kept.subarray(start)), offset, line: this.#line };
      return false;
    }
    this.#carry.clear();
    return true;
  }

  /** One line, looked at in full. @returns false when it was offered and not taken. */
  #pass(bytes: Buffer, start: number, end: number, offset: number): boolean {
    const record = bytes.subarray(start, end);
    const isOffered =
      this.#offered !== null && record.length <= this.#limits.maxLineBytes && !isBlank(bytes, start, end);
    if (isOffered && isUtf8(record) && !record.includes(0)) {
      return this.#offered?.offer(bytes, start, end, offset, this.#line, noHints) ?? true;
    }
    emitRecord(this.#sink, this.#limits, bytes, start, end, offset, this.#line, false);
    return true;
  }

  /** Notes a line between two line ends of a chunk as odd. @returns where its line end stands. */
  #leave(chunk: Buffer, start: number, lineEnd: number): number {
    this.odd = {
      bytes: Buffer.from(chunk.subarray(start, lineEnd)),
      offset: this.#offset + start,
      line: this.#line,
    };
    return lineEnd;
  }

  /** Lines from `from` to `to`, all of them ended. Looks at the bytes of all of them at once where it can. @returns where it stopped. */
  #wholeLines(chunk: Buffer, from: number, to: number): number {
    const region = chunk.subarray(from, to);
    if (!isUtf8(region) || region.includes(0)) return this.#eachLine(chunk, from, to);
    // Where all is ASCII, bytes and characters are counted alike: one text for all lines, of which each line is a slice.
    const ascii = isAscii(region) ? region.toString("latin1") : null;
    const hasNoUnicodeEscape = ascii === null ? !region.includes("\\u") : !ascii.includes("\\u");
    const hints: RecordHints = { ascii, asciiFrom: from, hasNoUnicodeEscape, isDepthKnown: false };
    const sink = this.#sink;
    const offered = this.#offered;
    const { maxLineBytes } = this.#limits;
    const base = this.#offset;
    for (let next = from; next < to; this.#line++) {
      const lineEnd = ascii === null ? chunk.indexOf(newline, next) : ascii.indexOf("\n", next - from) + from;
      const first = chunk[next] as number;
      const start = first === 0xef || first <= 32 ? afterMarks(chunk, next, lineEnd) : next;
      const end = lineEnd > start && chunk[lineEnd - 1] === carriageReturn ? lineEnd - 1 : lineEnd;
      next = lineEnd + 1;
      if (end === start) continue;
      if (end - start > maxLineBytes || (chunk[start] as number) <= 32) {
        if (!this.#pass(chunk, start, end, base + start)) return this.#leave(chunk, start, lineEnd);
      } else if (offered === null) {
        sink.record(chunk, start, end, base + start, this.#line, hints);
      } else if (!offered.offer(chunk, start, end, base + start, this.#line, hints)) {
        return this.#leave(chunk, start, lineEnd);
      }
    }
    return to;
  }

  #eachLine(chunk: Buffer, from: number, to: number): number {
    for (let next = from; next < to; this.#line++) {
      const lineEnd = chunk.indexOf(newline, next);
      const start = afterMarks(chunk, next, lineEnd);
      const end = lineEnd > start && chunk[lineEnd - 1] === carriageReturn ? lineEnd - 1 : lineEnd;
      if (!this.#pass(chunk, start, end, this.#offset + start)) return this.#leave(chunk, start, lineEnd);
      next = lineEnd + 1;
    }
    return to;
  }
}
