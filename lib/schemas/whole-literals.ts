const floatLiteral = /[:,[\s]-?\d+[.eE]/;

/** False when no number of the line is written with a point or an exponent. */
export function mayHaveFloatLiteral(text: string): boolean {
  return floatLiteral.test(text);
}

/** Where a key stood in the line before: lines of one kind are laid out alike, so the search starts there. */
export type KeyPlace = { at: number };

/** How far a key may have moved towards the start from one line to the next. */
const drift = 48;

/**
 * Like `isWholeAfter`, but content with the first place near the last one where the number `value` itself is written. So of a line that
 * writes one number twice under one name, once whole and once not, it may look at the wrong one; whoever does that gets a round number.
 */
export function isWholeNear(text: string, quotedKey: string, value: number, place: KeyPlace): boolean {
  const at = text.indexOf(quotedKey, place.at - drift);
  if (at >= 0) {
    let next = at + quotedKey.length;
    if (text.charCodeAt(next) === 58) {
      let code = text.charCodeAt(++next);
      if (code === 32) code = text.charCodeAt(++next);
      const isNegative = code === 45;
      if (isNegative) code = text.charCodeAt(++next);
      let written = 0;
      for (; code >= 48 && code <= 57; code = text.charCodeAt(++next)) written = written * 10 + code - 48;
      if (code !== 46 && code !== 101 && code !== 69 && (isNegative ? -written : written) === value) {
        place.at = at;
        return true;
      }
    }
  }
  return isWholeAfter(text, quotedKey);
}

/**
 * True when the line surely writes a whole number (no point, no exponent) after every occurrence of the key that a
 * number follows. False is "not sure", for example when the key is written with escapes. `quotedKey` has its quotes.
 */
export function isWholeAfter(text: string, quotedKey: string): boolean {
  let at = text.indexOf(quotedKey);
  if (at < 0) return false;
  do {
    let next = at + quotedKey.length;
    let code = text.charCodeAt(next);
    while (code <= 32) code = text.charCodeAt(++next);
    if (code === 58) {
      do code = text.charCodeAt(++next);
      while (code <= 32);
      if (code === 45) code = text.charCodeAt(++next);
      if (code >= 48 && code <= 57) {
        do code = text.charCodeAt(++next);
        while (code >= 48 && code <= 57);
        if (code === 46 || code === 101 || code === 69) return false;
      }
    }
    at = text.indexOf(quotedKey, next);
  } while (at >= 0);
  return true;
}

/**
 * The digits of a whole number as the line writes them behind a key; null when that is not sure: the key stands there more than once or
 * with escapes, or something else stands behind it. `quotedKey` has its quotes, `value` is the number as JSON.parse gave it.
 */
export function digitsAfter(text: string, quotedKey: string, value: number): string | null {
  const at = text.indexOf(quotedKey);
  if (at < 0 || text.includes(quotedKey, at + 1)) return null;
  const digits = /^\s*:\s*(-?\d{1,40})(?![\d.eE])/.exec(
    text.slice(at + quotedKey.length, at + quotedKey.length + 64),
  )?.[1];
  return digits !== undefined && Number(digits) === value ? digits : null;
}
