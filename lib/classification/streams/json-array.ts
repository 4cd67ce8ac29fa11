import { MarkFinder } from "../byte-order-mark.ts";
import { Carry, keptBytes, type Partial, type RecordSink, type Splitter } from "../record-sink.ts";
import type { FailureReason, StreamLimits } from "../schema.ts";
import { ValueCollector } from "../value-collector.ts";

/** Longest key that is compared with the envelope's. */
const maxKeyBytes = 1024;

type Place = "root" | "key" | "in key" | "colon" | "value" | "elements";

/**
 * The elements of an array, which stands at the root or under a field of (nested) objects. The array is never held whole.
 * Several such arrays or envelopes may follow one another; a root value that is none is refused with its bytes. Byte order marks before
 * a root value or an element are skipped.
 */
export class JsonArraySplitter implements Splitter {
  readonly #sink: RecordSink;
  readonly #path: string[];
  readonly #elements: ValueCollector;
  /** Values under keys that are not on the way to the array; nothing of them is kept. */
  readonly #passed: ValueCollector;
  /** Root values that cannot hold the array. */
  readonly #strays: ValueCollector;
  readonly #root = new Carry(keptBytes);
  readonly #marks = new MarkFinder();
  #rootOffset = 0;
  #rootLine = 1;
  #reading: ValueCollector | null = null;
  #place: Place = "root";
  #offset = 0;
  #line = 1;
  /** Envelope objects that are open. */
  #level = 0;
  #isFound = false;
  #key: number[] = [];
  #isEscaped = false;

  constructor(limits: StreamLimits, sink: RecordSink, envelopeField: string | undefined) {
    this.#sink = sink;
    this.#path = envelopeField === undefined || envelopeField === "" ? [] : envelopeField.split(".");
    const isBareEnd = (byte: number) => byte === 44 || byte === 93 || byte === 125 || byte === 10;
    this.#elements = new ValueCollector(limits, sink, {
      isBareEnd,
      breaksAtLineEnd: false,
    });
    const nowhere: RecordSink = { record() {}, refuse() {} };
    this.#passed = new ValueCollector({ ...limits, maxLineBytes: 0 }, nowhere, {
      isBareEnd,
      breaksAtLineEnd: false,
    });
    this.#strays = new ValueCollector(limits, this.#refusing(), {
      isBareEnd: (byte) => byte === 10,
      breaksAtLineEnd: true,
    });
  }

  push(chunk: Buffer): void {
    this.read(chunk, false);
  }

  /** Bytes read so far, and lines, the one being read included. */
  get offset(): number {
    return this.#offset;
  }

  get line(): number {
    return this.#line;
  }

  /** As `push`; may stop where a root value starts that is no array. @returns how many bytes were read. */
  read(chunk: Buffer, stopsAtStray: boolean): number {
    let rootFrom = 0;
    let at = 0;
    while (at < chunk.length) {
      if (this.#reading !== null) {
        at = this.#reading.feed(chunk, at);
        this.#line = this.#reading.line;
        if (!this.#reading.isOpen) this.#reading = null;
        continue;
      }
      const wasInRoot = this.#level > 0;
      const byte = chunk[at] as number;
      if (this.#isBetweenValues && this.#marks.takes(byte)) {
        at += 1;
        continue;
      }
      if (this.#openMark(this.#offset + at)) continue;
      if (stopsAtStray && this.#place === "root" && !isBetween(byte) && byte !== 91) break;
      if (byte === 10) this.#line += 1;
      const isTaken = this.#step(byte, this.#offset + at);
      if (isTaken) at += 1;
      if (!wasInRoot && this.#level > 0) rootFrom = at - 1;
      else if (wasInRoot && this.#level === 0 && !this.#isFound) {
        this.#root.append(chunk, rootFrom, at);
        this.#refuseRoot();
      }
    }
    if (this.#level > 0 && !this.#isFound) this.#root.append(chunk, rootFrom, chunk.length);
    this.#offset += at;
    return at;
  }

  get #isBetweenValues(): boolean {
    return this.#place === "root" || this.#place === "elements";
  }

  /** The start of a byte order mark that did not go on is the start of a value. */
  #openMark(offset: number): boolean {
    const bytes = this.#marks.giveBack();
    if (bytes === null) return false;
    const collector = this.#place === "elements" ? this.#elements : this.#strays;
    this.#open(collector, bytes[0] as number, offset - bytes.length);
    collector.feed(bytes, 0);
    return true;
  }

  end(): void {
    this.#openMark(this.#offset);
    const wasElement = this.#reading === this.#elements;
    this.#reading?.end();
    if (wasElement) return;
    if (this.#place === "elements") {
      const expected = "a closing bracket after the last element";
      this.#refuse("invalid_json", expected, "the end of the body", Buffer.alloc(0), 0, this.#offset, this.#line);
    } else if (this.#level > 0 && !this.#isFound) {
      this.#refuseRoot();
    }
  }

  takePartial(): Partial | null {
    this.#openMark(this.#offset);
    return this.#reading === this.#passed ? null : (this.#reading?.takePartial() ?? null);
  }

  #refuse(
    reason: FailureReason,
    expected: string,
    found: string,
    payload: Buffer,
    size: number,
    offset: number,
    line: number,
  ): void {
    this.#sink.refuse({ reason, expected, found, payload, size, offset, line });
  }

  #refuseRoot(): void {
    const { kept, size } = this.#root;
    const expected = `an array under ${this.#path.join(".")}`;
    this.#refuse("envelope_not_found", expected, "an object without it", kept, size, this.#rootOffset, this.#rootLine);
    this.#root.clear();
  }

  /** What the strays go to: each is a refusal. */
  #refusing(): RecordSink {
    const [reason, expected]: [FailureReason, string] =
      this.#path.length === 0
        ? ["not_an_array", "an array of events"]
        : ["envelope_not_found", `an object with an array under ${this.#path.join(".")}`];
    return {
      record: (bytes, start, end, offset, line) => {
        const payload = bytes.subarray(start, end);
        this.#refuse(reason, expected, describeStart(payload[0] ?? 0), payload, payload.length, offset, line);
      },
      refuse: (refusal) => this.#sink.refuse(refusal),
    };
  }

  #open(collector: ValueCollector, byte: number, offset: number): false {
    collector.line = this.#line;
    collector.open(byte, offset);
    this.#reading = collector;
    return false;
  }

  /** Reads one byte; false when it is to be looked at again: a value starts with it, which a collector then reads. */
  #step(byte: number, offset: number): boolean {
    if (this.#place === "in key") return this.#readKey(byte);
    if (byte === 32 || byte === 10 || byte === 13 || byte === 9) return true;
    switch (this.#place) {
      case "root":
        return this.#startRoot(byte, offset);
      case "key":
        if (byte === 34) {
          this.#place = "in key";
          this.#key = [];
        } else if (byte === 125) {
          this.#level -= 1;
          if (this.#level === 0) this.#place = "root";
        }
        return true;
      case "colon":
        if (byte === 58) this.#place = "value";
        return true;
      case "value":
        return this.#startValue(byte, offset);
      default:
        if (byte === 44) return true;
        if (byte !== 93) return this.#open(this.#elements, byte, offset);
        this.#place = this.#level === 0 ? "root" : "key";
        return true;
    }
  }

  #startRoot(byte: number, offset: number): boolean {
    if (byte === 44) return true;
    if (byte === 91 && this.#path.length === 0) {
      this.#place = "elements";
      return true;
    }
    if (byte !== 123 || this.#path.length === 0) return this.#open(this.#strays, byte, offset);
    this.#isFound = false;
    this.#root.clear();
    this.#rootOffset = offset;
    this.#rootLine = this.#line;
    this.#level = 1;
    this.#place = "key";
    return true;
  }

  #startValue(byte: number, offset: number): boolean {
    if (byte === 44 || byte === 125) {
      // There is no value: the object goes on, or ends.
      this.#place = "key";
      return false;
    }
    const isOnWay = !this.#isFound && keyText(this.#key) === this.#path[this.#level - 1];
    if (isOnWay && this.#level < this.#path.length && byte === 123) {
      this.#level += 1;
      this.#place = "key";
      return true;
    }
    if (isOnWay && this.#level === this.#path.length) {
      this.#isFound = true;
      this.#root.clear();
      if (byte === 91) {
        this.#place = "elements";
        return true;
      }
      // Null under the field means "no events"; anything else is a mistake worth a word.
      if (byte !== 110) {
        const found = `${describeStart(byte)} under ${this.#path.join(".")}`;
        this.#refuse("not_an_array", "an array of events", found, Buffer.alloc(0), 0, offset, this.#line);
      }
    }
    this.#place = "key";
    return this.#open(this.#passed, byte, offset);
  }

  #readKey(byte: number): true {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (byte === 92) this.#isEscaped = true;
    else if (byte === 34) {
      this.#place = "colon";
      return true;
    }
    if (this.#key.length < maxKeyBytes) this.#key.push(byte);
    return true;
  }
}

/** White space and commas, which stand between root values. */
function isBetween(byte: number): boolean {
  return byte === 32 || byte === 10 || byte === 13 || byte === 9 || byte === 44;
}

function keyText(bytes: number[]): string {
  const text = Buffer.from(bytes).toString("utf8");
  if (!text.includes("\\")) return text;
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    return text;
  }
}

function describeStart(byte: number): string {
  if (byte === 123) return "an object";
  if (byte === 34) return "a text";
  return byte === 116 || byte === 102 ? "true or false" : "a number or no JSON";
}
