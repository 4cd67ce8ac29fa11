/** NUL, or half of a surrogate pair: what no text in PostgreSQL holds. */
const unstorable = /\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/** Whether PostgreSQL can hold the text as it is. */
export function isStorable(text: string): boolean {
  return !unstorable.test(text);
}

/** Where the first character stands that PostgreSQL cannot hold, from 1; null when there is none. */
export function unstorablePlace(text: string): { line: number; column: number } | null {
  const at = text.search(unstorable);
  if (at < 0) return null;
  const before = text.slice(0, at).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
