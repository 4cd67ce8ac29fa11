import { MarkFinder } from "../byte-order-mark.ts";
import type { Partial, RecordSink, Splitter } from "../record-sink.ts";
import type { StreamLimits } from "../schema.ts";
import { ValueCollector } from "../value-collector.ts";

/**
 * JSON values one after another, with white space between or none, each over as many lines as it likes. What is no value runs to
 * the end of its line as one record; a line end inside a string, which JSON does not have, ends the broken value. Byte order marks before a
 * value are skipped.
 */
export class JsonSplitter implements Splitter {
  readonly #values: ValueCollector;
  readonly #marks = new MarkFinder();
  #offset = 0;

  constructor(limits: StreamLimits, sink: RecordSink) {
    this.#values = new ValueCollector(limits, sink, {
      isBareEnd: (byte) => byte === 10,
      breaksAtLineEnd: true,
    });
  }

  push(chunk: Buffer): void {
    this.read(chunk, false);
  }

  /** As `push`; may stop at a line end between two values. @returns how many bytes were read, the line end not included. */
  read(chunk: Buffer, stopsAtLineEnd: boolean): number {
    const values = this.#values;
    let at = 0;
    while (at < chunk.length) {
      if (values.isOpen) {
        at = values.feed(chunk, at);
        continue;
      }
      const byte = chunk[at] as number;
      if (this.#marks.takes(byte)) {
        at += 1;
        continue;
      }
      if (this.#openMark(at)) continue;
      if (byte === 10 && stopsAtLineEnd) break;
      if (byte === 10) values.line += 1;
      if (byte === 10 || byte === 32 || byte === 13 || byte === 9) at += 1;
      else values.open(byte, this.#offset + at);
    }
    this.#offset += at;
    return at;
  }

  /** The start of a byte order mark that did not go on is the start of a value. */
  #openMark(at: number): boolean {
    const bytes = this.#marks.giveBack();
    if (bytes === null) return false;
    this.#values.open(bytes[0] as number, this.#offset + at - bytes.length);
    this.#values.feed(bytes, 0);
    return true;
  }

  /** Bytes read so far, and lines, the one being read included. */
  get offset(): number {
    return this.#offset;
  }

  get line(): number {
    return this.#values.line;
  }

  end(): void {
    this.#openMark(0);
    this.#values.end();
  }

  takePartial(): Partial | null {
    this.#openMark(0);
    return this.#values.takePartial();
  }
}
