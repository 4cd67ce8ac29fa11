import { randomBytes } from "node:crypto";
import { CopyBuffer, postgresMicros, uuidBytes, writeInstant, writeInt32 } from "#lib/copy-buffer.ts";
import type { Findings } from "#lib/schemas/indicators.ts";
import { indicatorColumns } from "#lib/schemas/schema.ts";
import { eventColumns, failureColumns } from "./copy-columns.ts";
import { replaceUnstorableEscapes } from "./json-escapes.ts";
import type { FailureDetail } from "./schema.ts";

/** What every row of a job carries. */
export type RowMarks = {
  sourceId: string;
  sourceLabel: string;
  requestId: string | null;
  objectKey: string | null;
  /** Epoch milliseconds. */
  parsedAt: number;
  schemaRevisions: Record<string, number>;
};

/**
 * Row ids of a job: a UUID of version 7 (RFC 9562) with the parse time, random bits of the job, and the number of the row in its
 * last four bytes; so they sort by time and no two rows share one.
 */
export class RowIds {
  readonly prefix: Buffer;
  #count = 0;

  constructor(parsedAt: number) {
    this.prefix = randomBytes(16);
    this.prefix.writeUIntBE(parsedAt, 0, 6);
    this.prefix[6] = 0x70 | ((this.prefix[6] as number) & 0x0f);
    this.prefix[8] = 0x80 | ((this.prefix[8] as number) & 0x3f);
  }

  next(): number {
    this.#count += 1;
    return this.#count;
  }
}

const noIndicators = Buffer.alloc(indicatorColumns.length * 4, 0xff);

/** Encodes the events of one log type. The bytes of the event are stored as they came. */
export class EventEncoder {
  readonly rows = new CopyBuffer(64 * 1024);
  readonly #ids: RowIds;
  /** Everything before the event's bytes; row number, event time and length are filled in per row. */
  readonly #head: Buffer;
  readonly #parseMicros: number;

  constructor(logType: string, marks: RowMarks, ids: RowIds) {
    this.#ids = ids;
    this.#parseMicros = marks.parsedAt * 1000;
    const head = new CopyBuffer(256);
    head.int16(eventColumns.length);
    head.int64Field(postgresMicros(this.#parseMicros));
    head.textField(logType);
    head.bytesField(uuidBytes(marks.sourceId));
    head.textField(marks.sourceLabel);
    head.bytesField(ids.prefix);
    head.int64Field(0);
    head.int32(0);
    this.#head = Buffer.from(head.take());
  }

  /** `eventTime` in microseconds since 1970, NaN for "the parse time". */
  add(
    bytes: Buffer,
    start: number,
    end: number,
    eventTime: number,
    findings: Findings,
    hasNoUnicodeEscape: boolean,
  ): void {
    const { rows } = this;
    const head = this.#head;
    const size = end - start;
    const at = rows.reserve(head.length + size + noIndicators.length);
    const target = rows.bytes;
    target.set(head, at);
    const body = at + head.length;
    writeInt32(target, this.#ids.next(), body - 20);
    writeInstant(target, Number.isNaN(eventTime) ? this.#parseMicros : eventTime, body - 12);
    writeInt32(target, size, body - 4);
    bytes.copy(target, body, start, end);
    if (!hasNoUnicodeEscape) replaceUnstorableEscapes(target, body, body + size);
    rows.length = body + size;
    rows.rows += 1;
    rows.recordBytes += size;
    if (findings.used === 0) {
      target.set(noIndicators, rows.length);
      rows.length += noIndicators.length;
    } else {
      this.#addFindings(findings);
    }
  }

  #addFindings(findings: Findings): void {
    const { columns, used } = findings;
    for (let index = 0; index < columns.length; index++) {
      if ((used & (1 << index)) === 0) this.rows.int32(-1);
      else this.#addTexts(columns[index] as string[]);
    }
  }

  /** A one-dimensional text[]: sorted, each value once. */
  #addTexts(values: string[]): void {
    if (values.length > 1) sortAndDedupe(values);
    this.rows.textArrayField(values);
  }
}

function sortAndDedupe(values: string[]): void {
  if (values.length > 16) values.sort();
  else insertionSort(values);
  let kept = 1;
  for (let index = 1; index < values.length; index++) {
    if (values[index] !== values[index - 1]) values[kept++] = values[index] as string;
  }
  values.length = kept;
}

/** By code units, as Array.sort does, without its fixed cost: most columns have two or three values. */
function insertionSort(values: string[]): void {
  for (let index = 1; index < values.length; index++) {
    const value = values[index] as string;
    let at = index;
    for (; at > 0 && (values[at - 1] as string) > value; at--) values[at] = values[at - 1] as string;
    values[at] = value;
  }
}

/** Encodes classification failures. */
export class FailureEncoder {
  readonly rows = new CopyBuffer(64 * 1024);
  readonly #ids: RowIds;
  readonly #head: Buffer;
  readonly #tail: Buffer;

  constructor(marks: RowMarks, ids: RowIds) {
    this.#ids = ids;
    const head = new CopyBuffer(256);
    head.int16(failureColumns.length);
    head.int64Field(postgresMicros(marks.parsedAt * 1000));
    head.bytesField(uuidBytes(marks.sourceId));
    head.textField(marks.sourceLabel);
    for (const text of [marks.requestId, marks.objectKey]) {
      if (text === null) head.nullField();
      else head.textField(text);
    }
    head.bytesField(ids.prefix);
    this.#head = Buffer.from(head.take());
    const tail = new CopyBuffer(256);
    tail.textField(JSON.stringify(marks.schemaRevisions));
    this.#tail = Buffer.from(tail.take());
  }

  /** `payload` may be any bytes; `size` is what the record had before it was cut. */
  add(payload: Buffer, size: number, offset: number, line: number, isCleanText: boolean, error: Buffer): void {
    const { rows } = this;
    const at = rows.reserve(this.#head.length);
    rows.bytes.set(this.#head, at);
    rows.length += this.#head.length;
    writeInt32(rows.bytes, this.#ids.next(), rows.length - 4);
    rows.int64Field(line);
    rows.int64Field(offset);
    if (isCleanText) rows.bytesField(payload);
    else rows.textField(payload.toString("utf8").replaceAll("\0", "\uFFFD"));
    rows.int64Field(size);
    if (isCleanText) rows.nullField();
    else rows.bytesField(payload);
    rows.bytesField(error);
    const end = rows.reserve(this.#tail.length);
    rows.bytes.set(this.#tail, end);
    rows.length += this.#tail.length;
    rows.rows += 1;
    rows.recordBytes += size;
  }
}

/** The error column's text. Details hold no NUL and no half of a surrogate pair (`shorten` sees to that). */
export function errorBytes(details: FailureDetail[]): Buffer {
  return Buffer.from(JSON.stringify(details));
}
