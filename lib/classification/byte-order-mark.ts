/** U+FEFF in UTF-8. It belongs to a file, and a body may be several: so it counts at the start of any line or value. */
export const markBytes: readonly number[] = [0xef, 0xbb, 0xbf];

/** Where the text goes on behind the byte order marks that stand at `from`, or there behind spaces and tabs. */
export function afterMarks(bytes: Buffer, from: number, to: number): number {
  let after = from;
  for (let at = from; to - at >= 3; ) {
    if (bytes[at] === 32 || bytes[at] === 9) at += 1;
    else if (bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf) {
      at += 3;
      after = at;
    } else break;
  }
  return after;
}

/**
 * Finds byte order marks between values, byte by byte. `at` says what a byte is: part of a mark so far, none, or none although
 * the bytes before it (`begun` of them, at most two) looked like one: then those are the start of a value.
 */
export class MarkFinder {
  begun = 0;

  /** True when the byte belongs to a mark as far as can be told. */
  takes(byte: number): boolean {
    if (byte !== markBytes[this.begun]) return false;
    this.begun = (this.begun + 1) % 3;
    return true;
  }

  /** The bytes that were taken for a mark and are none, given back; null when there are none. */
  giveBack(): Buffer | null {
    if (this.begun === 0) return null;
    const bytes = Buffer.from(markBytes.slice(0, this.begun));
    this.begun = 0;
    return bytes;
  }
}
