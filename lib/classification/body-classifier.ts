import { isUtf8 } from "node:buffer";
import { type AttachedSchema, Classifier, mayBePart } from "./classifier.ts";
import { Explainer, recordDetail } from "./explain.ts";
import type { BodyTrouble } from "./inflate.ts";
import type { OfferedSink, RecordHints, Refusal, Splitter } from "./record-sink.ts";
import { EventEncoder, errorBytes, FailureEncoder, RowIds, type RowMarks } from "./row-encoder.ts";
import type { StreamLimits, StreamType, StreamTypeOptions } from "./schema.ts";
import { splitters } from "./streams/registry.ts";

/** What of a body has been encoded since the last `take`. `copy` arrays have buffers of their own. */
export type EncodedPart = {
  events: {
    logType: string;
    rows: number;
    bytes: number;
    copy: Uint8Array<ArrayBuffer>;
  }[];
  failures: {
    rows: number;
    bytes: number;
    copy: Uint8Array<ArrayBuffer>;
  } | null;
  lastEventMicros: number;
};

export type BodySettings = {
  streamType: StreamType;
  streamTypeOptions: StreamTypeOptions;
  limits: StreamLimits;
  marks: RowMarks;
};

const defaultMaxRecords = 5_000_000;

/** Turns the bytes of one body into encoded rows: every record becomes an event or a failure, never both, never neither. */
export class BodyClassifier implements OfferedSink {
  readonly #schemas: AttachedSchema[];
  readonly #limits: StreamLimits;
  readonly #classifier: Classifier;
  readonly #explainer: Explainer;
  readonly #splitter: Splitter;
  readonly #ids: RowIds;
  readonly #marks: RowMarks;
  readonly #events: (EventEncoder | null)[];
  readonly #failures: FailureEncoder;
  #lastEventMicros = Number.NaN;
  #inflatedBytes = 0;
  #lastLine = 0;
  #records = 0;

  constructor(schemas: AttachedSchema[], settings: BodySettings) {
    this.#schemas = schemas;
    this.#limits = settings.limits;
    this.#marks = settings.marks;
    const { maxDepth } = settings.limits;
    const arrivedAt = settings.marks.parsedAt * 1000;
    this.#classifier = new Classifier(schemas, maxDepth, arrivedAt);
    this.#explainer = new Explainer(schemas, maxDepth, arrivedAt);
    this.#splitter = splitters[settings.streamType](settings.limits, this, settings.streamTypeOptions);
    this.#ids = new RowIds(settings.marks.parsedAt);
    this.#events = schemas.map(() => null);
    this.#failures = new FailureEncoder(settings.marks, this.#ids);
  }

  push(chunk: Buffer): void {
    this.#inflatedBytes += chunk.length;
    this.#splitter.push(chunk);
  }

  /** The body is over; `trouble` when it broke off, and then the record that was being read is a failure with that reason. */
  end(trouble: BodyTrouble | null): void {
    if (trouble === null) {
      this.#splitter.end();
      return;
    }
    const partial = this.#splitter.takePartial();
    const { reason, expected, found, rest, restSize } = trouble;
    this.refuse({
      reason,
      expected,
      found,
      payload: partial?.payload ?? rest,
      size: partial?.size ?? restSize,
      offset: partial?.offset ?? this.#inflatedBytes,
      line: partial?.line ?? this.#lastLine + 1,
    });
  }

  /** Why no more of the body should be pushed, or null; then `end` with it. */
  get fullness(): BodyTrouble | null {
    const { maxRecords = defaultMaxRecords } = this.#limits;
    if (this.#records <= maxRecords) return null;
    const expected = `at most ${maxRecords} records in a body`;
    return { reason: "body_too_large", expected, found: "more", rest: Buffer.alloc(0), restSize: 0 };
  }

  /** Bytes encoded and not yet taken. */
  get pendingBytes(): number {
    let bytes = this.#failures.rows.length;
    for (const encoder of this.#events) if (encoder !== null) bytes += encoder.rows.length;
    return bytes;
  }

  take(): EncodedPart {
    const events: EncodedPart["events"] = [];
    for (const [index, encoder] of this.#events.entries()) {
      if (encoder === null || encoder.rows.rows === 0) continue;
      const { rows, recordBytes: bytes } = encoder.rows;
      events.push({
        logType: (this.#schemas[index] as AttachedSchema).logType,
        rows,
        bytes,
        copy: encoder.rows.take(),
      });
    }
    const { rows, recordBytes: bytes } = this.#failures.rows;
    const failures = rows === 0 ? null : { rows, bytes, copy: this.#failures.rows.take() };
    return { events, failures, lastEventMicros: this.#lastEventMicros };
  }

  record(bytes: Buffer, start: number, end: number, offset: number, line: number, hints: RecordHints): void {
    this.#take(bytes, start, end, offset, line, hints, false);
  }

  offer(bytes: Buffer, start: number, end: number, offset: number, line: number, hints: RecordHints): boolean {
    return this.#take(bytes, start, end, offset, line, hints, true);
  }

  #take(
    bytes: Buffer,
    start: number,
    end: number,
    offset: number,
    line: number,
    hints: RecordHints,
    isOffered: boolean,
  ): boolean {
    const { ascii, asciiFrom } = hints;
    const text = ascii === null ? bytes.toString("utf8", start, end) : ascii.slice(start - asciiFrom, end - asciiFrom);
    const outcome = this.#classifier.classify(text, hints.isDepthKnown);
    if (isOffered && mayBePart(text, outcome)) return false;
    this.#lastLine = line;
    this.#records += 1;
    if (outcome.kind === "event") {
      const { schemaIndex, eventTime, findings } = outcome;
      const encoder = this.#events[schemaIndex] ?? this.#newEncoder(schemaIndex);
      encoder.add(bytes, start, end, eventTime, findings, hints.hasNoUnicodeEscape);
      if (!(eventTime <= this.#lastEventMicros)) {
        this.#lastEventMicros = Number.isNaN(eventTime) ? this.#marks.parsedAt * 1000 : eventTime;
      }
    } else {
      const error = this.#explainer.explain(text, outcome);
      this.#failures.add(bytes.subarray(start, end), end - start, offset, line, true, error);
    }
    return true;
  }

  refuse(refusal: Refusal): void {
    const { payload, size, offset, line, reason, expected, found } = refusal;
    this.#records += 1;
    const isCleanText = isUtf8(payload) && !payload.includes(0);
    this.#failures.add(payload, size, offset, line, isCleanText, errorBytes([recordDetail(reason, expected, found)]));
  }

  #newEncoder(schemaIndex: number): EventEncoder {
    const { logType } = this.#schemas[schemaIndex] as AttachedSchema;
    const encoder = new EventEncoder(logType, this.#marks, this.#ids);
    this.#events[schemaIndex] = encoder;
    return encoder;
  }
}
