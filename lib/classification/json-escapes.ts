/**
 * PostgreSQL cannot hold U+0000 nor half of a surrogate pair, and an escape that means one (`\u0000`, a lone `\ud800`) makes it
 * refuse the value when it is read. Such an escape is replaced by `\ufffd`, which has the same length, in place.
 * The bytes from `start` to `end` are one valid JSON text. Gives how many were replaced.
 */
export function replaceUnstorableEscapes(bytes: Buffer, start: number, end: number): number {
  // Not beyond the end: the buffer goes on for a megabyte.
  const first = bytes.subarray(start, end).indexOf(unicodeEscape);
  if (first < 0) return 0;
  let replaced = 0;
  for (let at = start; at < end; ) {
    if (bytes[at] !== backslash) {
      at += 1;
      continue;
    }
    if (bytes[at + 1] !== letterU) {
      at += 2;
      continue;
    }
    const code = hexAt(bytes, at + 2);
    if (code === 0 || isLow(code)) {
      replace(bytes, at);
      replaced += 1;
    } else if (isHigh(code)) {
      const hasPartner =
        at + 12 <= end && bytes[at + 6] === backslash && bytes[at + 7] === letterU && isLow(hexAt(bytes, at + 8));
      if (hasPartner) at += 6;
      else {
        replace(bytes, at);
        replaced += 1;
      }
    }
    at += 6;
  }
  return replaced;
}

const unicodeEscape = Buffer.from("\\u");
const backslash = 92;
const letterU = 117;

function isHigh(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

function isLow(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}

function hexAt(bytes: Buffer, at: number): number {
  return Number.parseInt(bytes.toString("latin1", at, at + 4), 16);
}

function replace(bytes: Buffer, at: number): void {
  bytes.write("fffd", at + 2, "latin1");
}
