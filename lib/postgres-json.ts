/** Text as PostgreSQL can hold it: it knows no NUL and no half of a surrogate pair. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\ufffd");
}

function storable(value: unknown): unknown {
  if (typeof value === "string") return storableText(value);
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== "object" || value === null || "toJSON" in value) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [storableText(key), storable(item)]));
}

/** How JSON shows a NUL and half of a surrogate pair. */
const refusedByJsonb = /\\u(?:0000|d[89a-f])/;

/** JSON for a `jsonb` parameter, whatever a log line put into it: what jsonb refuses is shown as U+FFFD. */
export function postgresJson(value: unknown): string {
  const json = JSON.stringify(value);
  return refusedByJsonb.test(json) ? JSON.stringify(storable(value)) : json;
}
