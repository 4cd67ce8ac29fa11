import { storableText } from "./postgres-json.ts";

/**
 * Rows in the binary format of COPY (postgresql.org/docs/current/sql-copy.html, "Binary Format"), without header and
 * trailer. Grows by doubling; `take` gives the bytes away and starts anew.
 */
export class CopyBuffer {
  bytes: Buffer;
  length = 0;
  rows = 0;
  /** Bytes of the records behind the rows. */
  recordBytes = 0;
  #initialBytes: number;

  constructor(initialBytes: number) {
    this.#initialBytes = initialBytes;
    this.bytes = Buffer.alloc(0);
  }

  /** Makes room for `count` more bytes and gives the position to write at; `length` is the caller's to move. */
  reserve(count: number): number {
    const needed = this.length + count;
    if (needed > this.bytes.length) {
      const grown = Buffer.from(new ArrayBuffer(Math.max(needed, this.bytes.length * 2, this.#initialBytes)));
      this.bytes.copy(grown, 0, 0, this.length);
      this.bytes = grown;
    }
    return this.length;
  }

  int16(value: number): void {
    const at = this.reserve(2);
    this.bytes[at] = value >> 8;
    this.bytes[at + 1] = value;
    this.length += 2;
  }

  int32(value: number): void {
    const at = this.reserve(4);
    writeInt32(this.bytes, value, at);
    this.length += 4;
  }

  /** A field of 8 bytes that holds a whole number a double can hold. */
  int64Field(value: number): void {
    const at = this.reserve(12);
    writeInt32(this.bytes, 8, at);
    writeInt64(this.bytes, value, at + 4);
    this.length += 12;
  }

  /** A field of `timestamptz`. */
  instantField(at: Date): void {
    this.int64Field(postgresMicros(at.getTime() * 1_000));
  }

  /** A field of `uuid`, from its usual text. */
  uuidField(uuid: string): void {
    const at = this.reserve(20);
    writeInt32(this.bytes, 16, at);
    const { bytes } = this;
    let next = at + 4;
    for (let index = 0; index < uuid.length; index += 2) {
      if (uuid.charCodeAt(index) === dash) index += 1;
      bytes[next++] =
        ((hexDigits[uuid.charCodeAt(index)] as number) << 4) | (hexDigits[uuid.charCodeAt(index + 1)] as number);
    }
    if (next !== at + 20) throw new RangeError(`${uuid} is no UUID`);
    this.length += 20;
  }

  nullField(): void {
    this.int32(-1);
  }

  /** A field of text, or of any type that is sent as its text; what PostgreSQL cannot hold is shown as U+FFFD. */
  textField(text: string): void {
    const at = this.reserve(4 + text.length * 3);
    const count = writeText(this.bytes, text, at + 4);
    writeInt32(this.bytes, count, at);
    this.length += 4 + count;
  }

  /** A field of `text[]` without nulls (src/backend/utils/adt/arrayfuncs.c, array_recv). */
  textArrayField(values: readonly string[]): void {
    let room = 24;
    for (const value of values) room += 4 + value.length * 3;
    const at = this.reserve(room);
    const { bytes } = this;
    let next = at + 16;
    writeInt32(bytes, values.length > 0 ? 1 : 0, at + 4);
    writeInt32(bytes, 0, at + 8);
    writeInt32(bytes, textOid, at + 12);
    if (values.length > 0) {
      writeInt32(bytes, values.length, at + 16);
      writeInt32(bytes, 1, at + 20);
      next += 8;
    }
    for (const value of values) {
      const count = writeText(bytes, value, next + 4);
      writeInt32(bytes, count, next);
      next += 4 + count;
    }
    writeInt32(bytes, next - at - 4, at);
    this.length = next;
  }

  /** Bytes as they are: a field of a binary type with its length before it, or several that never change. */
  raw(source: Uint8Array): void {
    this.bytes.set(source, this.reserve(source.length));
    this.length += source.length;
  }

  bytesField(source: Buffer): void {
    const at = this.reserve(4 + source.length);
    writeInt32(this.bytes, source.length, at);
    source.copy(this.bytes, at + 4);
    this.length += 4 + source.length;
  }

  /** What was written, in a buffer of its own that can be transferred; empty afterwards. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = new Uint8Array(this.bytes.buffer as ArrayBuffer, 0, this.length);
    // The next part will be about as large: room for it at once saves growing by copying.
    this.#initialBytes = Math.min(Math.max(this.#initialBytes, this.length + (this.length >> 3)), maxInitialBytes);
    this.bytes = Buffer.alloc(0);
    this.length = 0;
    this.rows = 0;
    this.recordBytes = 0;
    return taken;
  }
}

const maxInitialBytes = 2 * 1024 * 1024;
const twoTo32 = 2 ** 32;

/** Without the checks of Buffer.writeInt32BE, which cost more than the writing; the room has been reserved. */
export function writeInt32(bytes: Buffer, value: number, at: number): void {
  bytes[at] = value >> 24;
  bytes[at + 1] = value >> 16;
  bytes[at + 2] = value >> 8;
  bytes[at + 3] = value;
}

export function writeInt64(bytes: Buffer, value: number, at: number): void {
  const high = Math.floor(value / twoTo32);
  writeInt32(bytes, high, at);
  writeInt32(bytes, (value - high * twoTo32) | 0, at + 4);
}

const microsTo2000 = 946_684_800_000_000;

/** A timestamptz from microseconds since 1970, to the last digit also where counting from 2000 takes more of them than a number holds. */
export function writeInstant(bytes: Buffer, micros: number, at: number): void {
  const since2000 = postgresMicros(micros);
  if (Number.isSafeInteger(since2000)) writeInt64(bytes, since2000, at);
  else bytes.writeBigInt64BE(BigInt(micros) - BigInt(microsTo2000), at);
}

/** A timestamptz as COPY wants it: microseconds since 2000, from microseconds since 1970. */
export function postgresMicros(micros: number): number {
  return micros - microsTo2000;
}

const textOid = 25;

const dash = "-".charCodeAt(0);
/** The value of each hexadecimal digit, by its character code. */
const hexDigits = Uint8Array.from({ length: 128 }, (_, code) => Number.parseInt(String.fromCharCode(code), 16) || 0);

/** Short ASCII by hand, which is cheaper than a call into the runtime; anything else as well-formed text without NUL. */
function writeText(bytes: Buffer, text: string, at: number): number {
  const { length } = text;
  if (length <= 64) {
    let index = 0;
    for (; index < length; index++) {
      const code = text.charCodeAt(index);
      if (code === 0 || code > 127) break;
      bytes[at + index] = code;
    }
    if (index === length) return length;
  }
  return bytes.write(storableText(text), at, "utf8");
}

/** The 16 bytes of a UUID in text form. */
export function uuidBytes(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll("-", ""), "hex");
}
