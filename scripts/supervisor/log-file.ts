import { closeSync, existsSync, fstatSync, openSync, renameSync, writeSync } from "node:fs";

const MAX_BYTES = 10 * 1024 * 1024;

/** Where a child's output goes: a file and, once that is full, one predecessor (`.1`). A full disk loses log, nothing else. */
export class LogFile {
  readonly file: string;
  #descriptor: number;
  #bytes: number;

  constructor(file: string) {
    this.file = file;
    this.#descriptor = openSync(file, "a", 0o600);
    this.#bytes = fstatSync(this.#descriptor).size;
  }

  write(chunk: Buffer | string): void {
    try {
      this.#bytes += writeSync(this.#descriptor, Buffer.from(chunk));
      if (this.#bytes >= MAX_BYTES) this.#begin();
    } catch {
      // No room for it, and no one to tell: the process that writes must go on.
    }
  }

  /** Goes on in a new file. The old one stays open until that is there: a closed descriptor's number is soon another file's. */
  #begin(): void {
    if (existsSync(this.file)) renameSync(this.file, `${this.file}.1`);
    const old = this.#descriptor;
    this.#descriptor = openSync(this.file, "a", 0o600);
    this.#bytes = 0;
    closeSync(old);
  }
}
