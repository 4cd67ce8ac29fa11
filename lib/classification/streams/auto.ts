import { isUtf8 } from "node:buffer";
import { markBytes } from "../byte-order-mark.ts";
import { movedSink } from "../moved-sink.ts";
import { emitRecord, noHints, type OfferedSink, type Partial, type RecordSink, type Splitter } from "../record-sink.ts";
import type { StreamLimits } from "../schema.ts";
import { JsonSplitter } from "./json.ts";
import { JsonArraySplitter } from "./json-array.ts";
import { LineSplitter } from "./lines.ts";
import { SecondLook } from "./second-look.ts";

/** Bytes looked at before lines are taken for granted. */
const maxLookBytes = 256 * 1024;
/** Bytes that may be looked at twice for nothing, beside twice those that lie behind. */
const freeBytes = 1024 * 1024;
/** Bytes that lines are read by right after an odd line, because what is read ahead of the next one is read again; then twice as many, and so on. */
const firstWindow = 256;

/** What reads the body at the moment, and where in the body its first byte stands. */
type Reader = { offset: number; lines: number } & (
  | { kind: "lines"; splitter: LineSplitter }
  | { kind: "json"; splitter: JsonSplitter; isUpToLineEnd: boolean }
  | { kind: "array"; splitter: JsonArraySplitter }
  | { kind: "look"; look: SecondLook }
);

/**
 * Decides by the start of the body: `[` is an array; `{` that closes on its own line, or lines that each start with `{`, are lines;
 * `{` that goes on over lines, or is followed by another value on its line, is JSON; all else is lines. Lines have a second look at one
 * that begins like JSON and is not one object: several values are taken one by one, and so is a value that ends in a later
 * line; then lines go on. An array gives its elements wherever it stands; behind it come lines. All of it stands at fixed bytes of the body, so that chunking cannot change it.
 */
export class AutoSplitter implements Splitter {
  readonly #limits: StreamLimits;
  readonly #sink: OfferedSink;
  readonly #first = new FirstLook();
  #held: Buffer[] = [];
  #reader: Reader | null = null;
  /** Bytes that a second look went through for nothing. */
  #wasted = 0;
  #window = Number.POSITIVE_INFINITY;

  constructor(limits: StreamLimits, sink: OfferedSink) {
    this.#limits = limits;
    this.#sink = sink;
  }

  push(chunk: Buffer): void {
    if (this.#reader !== null) {
      this.#read(chunk);
      return;
    }
    // The chunk is only lent by the caller.
    this.#held.push(Buffer.from(chunk));
    const choice = this.#first.at(chunk);
    if (choice !== null) this.#choose(choice);
  }

  end(): void {
    let reader = this.#settled();
    for (;;) {
      if (reader.kind === "look") this.#read(this.#conclude(reader.look, "line"));
      else {
        reader.splitter.end();
        if (reader.kind !== "lines" || reader.splitter.odd === null) return;
        this.#lookAt(reader);
        this.#read(Buffer.alloc(0));
      }
      reader = this.#settled();
    }
  }

  takePartial(): Partial | null {
    const reader = this.#settled();
    if (reader.kind !== "look") return reader.splitter.takePartial();
    this.#read(this.#conclude(reader.look, "line"));
    return this.takePartial();
  }

  #settled(): Reader {
    if (this.#reader === null) this.#choose(this.#first.atEnd());
    return this.#reader as Reader;
  }

  #choose(choice: Choice): void {
    const limits = this.#limits;
    const start = { offset: 0, lines: 0 };
    if (choice === "lines") this.#readLines(0, 0);
    else if (choice === "json") {
      const splitter = new JsonSplitter(limits, this.#elementsOf(this.#sink));
      this.#reader = { ...start, kind: "json", splitter, isUpToLineEnd: false };
    } else this.#reader = { ...start, kind: "array", splitter: new JsonArraySplitter(limits, this.#sink, undefined) };
    const held = this.#held;
    this.#held = [];
    for (const chunk of held) this.#read(chunk);
  }

  #readLines(offset: number, lines: number): void {
    const sink = movedSink(this.#sink, offset, lines);
    this.#reader = { kind: "lines", offset, lines, splitter: new LineSplitter(this.#limits, sink, sink) };
  }

  #readValues(offset: number, lines: number): JsonSplitter {
    const splitter = new JsonSplitter(this.#limits, this.#elementsOf(movedSink(this.#sink, offset, lines)));
    this.#reader = { kind: "json", offset, lines, splitter, isUpToLineEnd: true };
    return splitter;
  }

  /** Reads all of the bytes, with one reader after another. */
  #read(bytes: Buffer): void {
    let rest = bytes;
    for (;;) {
      const reader = this.#reader as Reader;
      const size = this.#readSome(reader, rest);
      rest = rest.subarray(size);
      if (reader.kind === "lines" && reader.splitter.odd !== null) this.#lookAt(reader);
      const { kind, look } = { look: null, ...(this.#reader as Reader) };
      if (kind === "look" && look?.finding != null) {
        const again = this.#conclude(look, look.finding);
        if (again.length > 0) rest = Buffer.concat([again, rest]);
      } else if (rest.length === 0) return;
    }
  }

  /** @returns how many bytes were read; where they are not all, another reader stands ready. */
  #readSome(reader: Reader, bytes: Buffer): number {
    if (bytes.length === 0) return 0;
    if (reader.kind === "lines") {
      const part = bytes.subarray(0, this.#window);
      this.#window *= 2;
      return reader.splitter.read(part);
    }
    if (reader.kind === "look") return reader.look.read(bytes);
    const { splitter } = reader;
    const size =
      reader.kind === "json" ? reader.splitter.read(bytes, reader.isUpToLineEnd) : reader.splitter.read(bytes, true);
    if (size < bytes.length) this.#readLines(reader.offset + splitter.offset, reader.lines + splitter.line - 1);
    return size;
  }

  #lookAt(reader: Reader & { kind: "lines" }): void {
    const { odd } = reader.splitter;
    if (odd === null) return;
    this.#window = firstWindow;
    const offset = reader.offset + odd.offset;
    const line = reader.lines + odd.line;
    const mayGoOn = this.#wasted <= freeBytes + 2 * offset;
    const look = new SecondLook(this.#limits, { ...odd, offset, line }, mayGoOn);
    this.#reader = { kind: "look", offset, lines: line - 1, look };
  }

  /** Passes on what a look found and has the next reader ready. @returns bytes to read again. */
  #conclude(look: SecondLook, finding: NonNullable<SecondLook["finding"]>): Buffer {
    const { odd, bytes } = look;
    const { offset, line } = odd;
    if (finding === "several") {
      this.#readValues(offset, line - 1).read(odd.bytes, true);
      return Buffer.alloc(0);
    }
    if (finding !== "line" && this.#passValue(look)) {
      this.#readValues(offset + bytes.length, line - 1 + countLineEnds(bytes));
      return Buffer.alloc(0);
    }
    const end = odd.bytes.at(-1) === 13 ? odd.bytes.length - 1 : odd.bytes.length;
    emitRecord(this.#sink, this.#limits, odd.bytes, 0, end, offset, line, false);
    this.#wasted += bytes.length - odd.bytes.length;
    this.#readLines(offset + odd.bytes.length, line - 1);
    return bytes.subarray(odd.bytes.length);
  }

  /** @returns false when what was looked at is no JSON after all. */
  #passValue({ odd, bytes, isArray }: SecondLook): boolean {
    if (!isUtf8(bytes) || bytes.includes(0)) return false;
    if (!isArray) return this.#sink.offer(bytes, 0, bytes.length, odd.offset, odd.line, noHints);
    return isJson(bytes) && this.#passElements(this.#sink, bytes, odd.offset, odd.line);
  }

  #passElements(sink: OfferedSink, bytes: Buffer, offset: number, line: number): true {
    const elements = new JsonArraySplitter(this.#limits, movedSink(sink, offset, line - 1), undefined);
    elements.push(bytes);
    elements.end();
    return true;
  }

  /** An array among values gives its elements, as one among lines does. */
  #elementsOf(sink: OfferedSink): RecordSink {
    return {
      refuse: (refusal) => sink.refuse(refusal),
      record: (bytes, start, end, offset, line, hints) => {
        const value = bytes.subarray(start, end);
        if (value[0] === 91 && isJson(value)) this.#passElements(sink, value, offset, line);
        else sink.record(bytes, start, end, offset, line, hints);
      },
    };
  }
}

function countLineEnds(bytes: Buffer): number {
  let count = 0;
  for (const byte of bytes) if (byte === 10) count += 1;
  return count;
}

function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString("utf8"));
    return true;
  } catch {
    return false;
  }
}

type Choice = "lines" | "json" | "array";

/** Reads the start of a body byte by byte until the choice is made. */
class FirstLook {
  #seen = 0;
  /** Bytes of a byte order mark that were seen. */
  #marked = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** The value of the first line is complete. */
  #isClosed = false;
  /** The first line ended inside the value; the last byte that is not white space. */
  #isPastLine = false;
  #lastByte = 0;
  /** Depth at which an object began that may be a part of the value or a line of its own; -1 when there is none. */
  #doubtDepth = -1;

  at(chunk: Buffer): Choice | null {
    for (const byte of chunk) {
      const choice = this.#step(byte);
      this.#seen += 1;
      if (choice !== null) return choice;
      if (this.#seen >= maxLookBytes) return this.atEnd();
    }
    return null;
  }

  atEnd(): Choice {
    if (this.#depth === 0 || this.#inString || this.#doubtDepth >= 0) return "lines";
    return this.#isPastLine ? "json" : "lines";
  }

  #step(byte: number): Choice | null {
    if (this.#depth === 0 && !this.#isClosed) return this.#beforeValue(byte);
    if (this.#inString) return this.#readString(byte);
    if (byte === 32 || byte === 9 || byte === 13) return null;
    if (this.#isClosed) return byte === 10 ? "lines" : byte === 123 || byte === 91 ? "json" : "lines";
    if (byte === 10) {
      this.#isPastLine = true;
      return null;
    }
    if (this.#isPastLine) {
      const choice = this.#pastLine(byte);
      if (choice !== null) return choice;
    }
    if (byte === 34) this.#inString = true;
    else if (byte === 123 || byte === 91) this.#depth += 1;
    else if (byte === 125 || byte === 93) {
      this.#depth -= 1;
      if (this.#depth === 0) this.#isClosed = true;
    }
    this.#lastByte = byte;
    return null;
  }

  #readString(byte: number): Choice | null {
    if (this.#escaped) this.#escaped = false;
    else if (byte === 92) this.#escaped = true;
    else if (byte === 34) this.#inString = false;
    this.#lastByte = byte;
    // No JSON text has a raw line end in a string.
    return byte === 10 ? "lines" : null;
  }

  /** The value goes on in the next line, unless that line is one of its own and the one before was cut off. */
  #pastLine(byte: number): Choice | null {
    if (this.#doubtDepth < 0) {
      const canStand = this.#lastByte === 91 || this.#lastByte === 44 || this.#lastByte === 58;
      if (byte !== 123) return "json";
      if (!canStand) return "lines";
      this.#doubtDepth = this.#depth;
      return null;
    }
    // Behind an object that is a part of something stands a comma or a closing bracket, behind one that is a line another one.
    if (this.#depth > this.#doubtDepth) return null;
    return byte === 44 || byte === 93 || byte === 125 ? "json" : "lines";
  }

  #beforeValue(byte: number): Choice | null {
    if (byte === markBytes[this.#marked]) {
      this.#marked = (this.#marked + 1) % 3;
      return null;
    }
    if (this.#marked > 0) return "lines";
    if (byte === 32 || byte === 9 || byte === 10 || byte === 13) return null;
    if (byte === 91) return "array";
    if (byte !== 123) return "lines";
    this.#depth = 1;
    this.#lastByte = byte;
    return null;
  }
}
