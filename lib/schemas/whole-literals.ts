const floatLiteral = /[:,[\s]-?\d+[.eE]/;

/** False when no number of the line is written with a point or an exponent. */
export function mayHaveFloatLiteral(text: string): boolean {
  return floatLiteral.test(text);
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
