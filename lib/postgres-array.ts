/**
 * Arrays as PostgreSQL reads them, of values that need no quotes: many times faster than the driver, which looks at each
 * character (postgresql.org/docs/current/arrays.html, "Array Input and Output Syntax").
 */

/** For `uuid[]`. */
export function uuidArray(ids: Iterable<string>): string {
  return `{${[...ids].join(",")}}`;
}

/** For `float8[]` or `int8[]`: numbers, or instants as epoch milliseconds (`to_timestamp(ms / 1000.0)`). */
export function numberArray(values: Iterable<number>): string {
  return `{${[...values].join(",")}}`;
}

/** For `text[]`: JSON's quotes and backslashes are the ones that an array element may have. */
export function textArray(texts: readonly string[]): string {
  return `{${texts.map((text) => JSON.stringify(text)).join(",")}}`;
}
