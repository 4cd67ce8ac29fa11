import { createGunzip, type Gunzip } from "node:zlib";

const newline = 10;
const carriageReturn = 13;

/**
 * Counts what a body holds while it passes by, without keeping it: bytes as sent, bytes after decompression, and lines
 * that are not empty. A body is gzip when it begins with gzip's two magic bytes. Damaged gzip is not an error here: it is
 * counted as far as it can be read.
 */
export class BodyMeter {
  bytes = 0;
  inflatedBytes = 0;
  /** Whether decompression passed the limit; the meter then stops counting. */
  isOverInflated = false;
  #lines = 0;
  #lineLength = 0;
  #lastByte = -1;
  #head: Uint8Array | null = null;
  #kind: "unknown" | "plain" | "gzip" = "unknown";
  #gunzip: Gunzip | null = null;
  readonly #maxInflatedBytes: number;

  constructor(maxInflatedBytes: number) {
    this.#maxInflatedBytes = maxInflatedBytes;
  }

  /** Lines with at least one byte that is not a line end. Final after `end`. */
  get lines(): number {
    return this.#lines;
  }

  /** Resolves when the chunk was counted, so that a sender is never read faster than its body is inflated. */
  async push(chunk: Uint8Array): Promise<void> {
    this.bytes += chunk.length;
    if (this.#kind === "unknown") {
      const seen = this.#head ? Buffer.concat([this.#head, chunk]) : chunk;
      if (seen.length < 2) {
        this.#head = seen;
        return;
      }
      this.#head = null;
      this.#begin(seen);
      return this.#count(seen);
    }
    return this.#count(chunk);
  }

  /** Counts the last line. */
  async end(): Promise<void> {
    if (this.#head) {
      this.#kind = "plain";
      await this.#count(this.#head);
    }
    const gunzip = this.#gunzip;
    if (gunzip && !gunzip.destroyed) {
      await new Promise<void>((resolve) => {
        gunzip.once("end", resolve).once("close", resolve);
        gunzip.end();
      });
    }
    this.#endLine();
    this.dispose();
  }

  /** Lets go of the decompressor; for bodies that are given up. */
  dispose(): void {
    this.#gunzip?.destroy();
  }

  #begin(head: Uint8Array): void {
    this.#kind = head[0] === 0x1f && head[1] === 0x8b ? "gzip" : "plain";
    if (this.#kind === "plain") return;
    this.#gunzip = createGunzip({ chunkSize: 64 * 1024 });
    this.#gunzip.on("data", (part: Buffer) => this.#countPlain(part));
    // Damage is judged when the body is classified; what was counted until then stands.
    this.#gunzip.on("error", () => {});
  }

  async #count(chunk: Uint8Array): Promise<void> {
    const gunzip = this.#gunzip;
    if (!gunzip) return this.#countPlain(chunk);
    if (gunzip.destroyed) return;
    // A write that meets damage is never called back; the stream closes instead.
    await new Promise<void>((resolve) => {
      const settle = () => {
        gunzip.off("close", settle);
        resolve();
      };
      gunzip.once("close", settle);
      gunzip.write(chunk, settle);
    });
  }

  #countPlain(part: Uint8Array): void {
    if (this.isOverInflated) return;
    this.inflatedBytes += part.length;
    if (this.inflatedBytes > this.#maxInflatedBytes) {
      this.isOverInflated = true;
      this.dispose();
      return;
    }
    let from = 0;
    for (let at = part.indexOf(newline); at !== -1; at = part.indexOf(newline, from)) {
      this.#lineLength += at - from;
      if (at > from) this.#lastByte = part[at - 1] ?? -1;
      this.#endLine();
      from = at + 1;
    }
    if (from < part.length) {
      this.#lineLength += part.length - from;
      this.#lastByte = part[part.length - 1] ?? -1;
    }
  }

  #endLine(): void {
    const isEmpty = this.#lineLength === 0 || (this.#lineLength === 1 && this.#lastByte === carriageReturn);
    if (!isEmpty) this.#lines += 1;
    this.#lineLength = 0;
  }
}
