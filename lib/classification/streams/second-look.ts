import type { StreamLimits } from "../schema.ts";
import type { OddLine } from "./lines.ts";

/**
 * What an odd line turned out to be: a line like any other; several values; a value that goes on over further lines, read to its end;
 * an array in its one line.
 */
export type Finding = "line" | "several" | "value" | "array";

const lineEnd = 10;
const isSpace = (byte: number) => byte === 32 || byte === 9 || byte === 13;
const opens = (byte: number) => byte === 123 || byte === 91;

/**
 * Looks at a line that begins like JSON and is not one object, and at what follows as far as it takes. A value counts as one only when
 * it ends: the caller then sees whether it is JSON.
 */
export class SecondLook {
  readonly odd: OddLine;
  finding: Finding | null = null;
  readonly #limits: StreamLimits;
  readonly #further: Buffer[] = [];
  #size: number;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #isLineStart = false;
  /** The last byte of the value that is not white space. */
  #lastByte = 0;

  /** @param mayGoOn false when the value has to end in its line. */
  constructor(limits: StreamLimits, odd: OddLine, mayGoOn: boolean) {
    this.#limits = limits;
    this.odd = odd;
    this.#size = odd.bytes.length;
    this.finding = this.#lookAtLine(odd.bytes) ?? (mayGoOn ? null : "line");
  }

  /** All that was looked at, from the start of the line. */
  get bytes(): Buffer {
    return Buffer.concat([this.odd.bytes, ...this.#further]);
  }

  get isArray(): boolean {
    return this.odd.bytes.find((byte) => !isSpace(byte)) === 91;
  }

  /** Looks on. @returns how many bytes of the chunk it took; fewer than all once there is a finding. */
  read(chunk: Buffer): number {
    let at = 0;
    while (at < chunk.length && this.finding === null) {
      this.finding = this.#size + at >= this.#limits.maxLineBytes ? "line" : this.#step(chunk[at] as number);
      at += 1;
    }
    this.#further.push(Buffer.from(chunk.subarray(0, at)));
    this.#size += at;
    return at;
  }

  #lookAtLine(bytes: Buffer): Finding | null {
    let at = 0;
    while (at < bytes.length && this.#lookAtByte(bytes[at] as number) !== "value") at += 1;
    if (at === bytes.length) return this.#inString ? "line" : null;
    const rest = bytes.subarray(at + 1).find((byte) => !isSpace(byte));
    if (rest === undefined) return this.isArray ? "array" : "line";
    return opens(rest) ? "several" : "line";
  }

  #step(byte: number): Finding | null {
    if (byte === lineEnd) {
      this.#isLineStart = true;
      // No JSON text has a raw line end in a string.
      return this.#inString ? "line" : null;
    }
    if (this.#isLineStart && !isSpace(byte)) {
      this.#isLineStart = false;
      // Behind a value inside of an object stands a comma: so this is another line, and the one before was cut off.
      if (byte === 123 && ![91, 44, 58].includes(this.#lastByte)) return "line";
    }
    return this.#lookAtByte(byte);
  }

  /** "value" with the byte that ends it. */
  #lookAtByte(byte: number): "value" | null {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (byte === 92) this.#escaped = true;
      else if (byte === 34) this.#inString = false;
    } else if (byte === 34) this.#inString = true;
    else if (opens(byte)) this.#depth += 1;
    else if (byte === 125 || byte === 93) {
      this.#depth -= 1;
      if (this.#depth <= 0) return "value";
    }
    if (!isSpace(byte)) this.#lastByte = byte;
    return null;
  }
}
