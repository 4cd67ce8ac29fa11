import { closeSync, fstatSync, openSync, renameSync, writeSync } from "node:fs";

const MAX_BYTES = 10 * 1024 * 1024;
const TAIL_CHARS = 2000;

/** Where a child's output goes: a file and, once that is full, one predecessor (`.1`). A full disk loses log, nothing else. */
export class LogFile {
  readonly file: string;
  #descriptor: number;
  #bytes: number;
  #tail = "";

  constructor(file: string) {
    this.file = file;
    this.#descriptor = openSync(file, "a", 0o600);
    this.#bytes = fstatSync(this.#descriptor).size;
  }

  write(chunk: Buffer | string): void {
    this.#tail = (this.#tail + chunk).slice(-TAIL_CHARS);
    try {
      this.#bytes += writeSync(this.#descriptor, Buffer.from(chunk));
      if (this.#bytes < MAX_BYTES) return;
      closeSync(this.#descriptor);
      renameSync(this.file, `${this.file}.1`);
      this.#descriptor = openSync(this.file, "a", 0o600);
      this.#bytes = 0;
    } catch {
      // No room for it, and no one to tell: the process that writes must go on.
    }
  }

  /** The last line that says something: its message where it is one of the product's own JSON lines. */
  lastLine(): string {
    const line = this.#tail.trim().split("\n").at(-1) ?? "";
    try {
      const { msg, err } = JSON.parse(line);
      return [msg, err?.message].filter(Boolean).join(": ");
    } catch {
      return line.slice(0, 300);
    }
  }
}
