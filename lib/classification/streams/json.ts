import type { Partial, RecordSink, Splitter } from "../record-sink.ts";
import type { StreamLimits } from "../schema.ts";
import { ValueCollector } from "../value-collector.ts";

/**
 * JSON values one after another, with white space between or none, each over as many lines as it likes. What is no value runs to
 * the end of its line as one record; a line end inside a string, which JSON does not have, ends the broken value.
 */
export class JsonSplitter implements Splitter {
  readonly #values: ValueCollector;
  #offset = 0;

  constructor(limits: StreamLimits, sink: RecordSink) {
    this.#values = new ValueCollector(limits, sink, {
      isBareEnd: (byte) => byte === 10,
      breaksAtLineEnd: true,
    });
  }

  push(chunk: Buffer): void {
    const values = this.#values;
    for (let at = 0; at < chunk.length; ) {
      if (values.isOpen) {
        at = values.feed(chunk, at);
        continue;
      }
      const byte = chunk[at] as number;
      const isMark = this.#offset + at < 3 && byte === [0xef, 0xbb, 0xbf][this.#offset + at];
      if (byte === 10) values.line += 1;
      if (isMark || byte === 10 || byte === 32 || byte === 13 || byte === 9) at += 1;
      else values.open(byte, this.#offset + at);
    }
    this.#offset += chunk.length;
  }

  end(): void {
    this.#values.end();
  }

  takePartial(): Partial | null {
    return this.#values.takePartial();
  }
}
