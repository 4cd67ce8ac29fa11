import type { Partial, RecordSink, Splitter } from "../record-sink.ts";
import type { StreamLimits } from "../schema.ts";
import { JsonSplitter } from "./json.ts";
import { JsonArraySplitter } from "./json-array.ts";
import { LineSplitter } from "./lines.ts";

/** Bytes looked at before lines are taken for granted. */
const maxLookBytes = 256 * 1024;

/**
 * Decides by the start of the body: `[` is an array; `{` that closes on its own line, or lines that each start with `{`, are lines;
 * `{` that goes on over lines, or is followed by another value on its line, is JSON; all else is lines. The decision
 * stands at a fixed byte of the body, so that chunking cannot change it.
 */
export class AutoSplitter implements Splitter {
  readonly #limits: StreamLimits;
  readonly #sink: RecordSink;
  readonly #look = new FirstLook();
  #held: Buffer[] = [];
  #chosen: Splitter | null = null;

  constructor(limits: StreamLimits, sink: RecordSink) {
    this.#limits = limits;
    this.#sink = sink;
  }

  push(chunk: Buffer): void {
    if (this.#chosen !== null) {
      this.#chosen.push(chunk);
      return;
    }
    // The chunk is only lent by the caller.
    this.#held.push(Buffer.from(chunk));
    const choice = this.#look.at(chunk);
    if (choice !== null) this.#choose(choice);
  }

  end(): void {
    this.#settled().end();
  }

  takePartial(): Partial | null {
    return this.#settled().takePartial();
  }

  #settled(): Splitter {
    return this.#chosen ?? this.#choose(this.#look.atEnd());
  }

  #choose(choice: Choice): Splitter {
    const splitter =
      choice === "array"
        ? new JsonArraySplitter(this.#limits, this.#sink, undefined)
        : choice === "json"
          ? new JsonSplitter(this.#limits, this.#sink)
          : new LineSplitter(this.#limits, this.#sink);
    this.#chosen = splitter;
    for (const chunk of this.#held) splitter.push(chunk);
    this.#held = [];
    return splitter;
  }
}

type Choice = "lines" | "json" | "array";

/** Reads the start of a body byte by byte until the choice is made. */
class FirstLook {
  #seen = 0;
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
    const isMark = this.#seen < 3 && byte === [0xef, 0xbb, 0xbf][this.#seen];
    if (isMark || byte === 32 || byte === 9 || byte === 10 || byte === 13) return null;
    if (byte === 91) return "array";
    if (byte !== 123) return "lines";
    this.#depth = 1;
    this.#lastByte = byte;
    return null;
  }
}
