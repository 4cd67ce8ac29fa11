/**
 * JSON text with sorted keys (RFC 8785), the form the SDK hashes when it checks a signature. For values that came out of
 * JSON. Not the `canonicalize` package, because that takes three times as long as this and refuses lone
 * surrogates, which an event may have.
 */
export function canonicalJson(value: unknown): string {
  const order = { isPlain: true };
  const sorted = sortKeys(value, order);
  return (order.isPlain ? JSON.stringify(sorted) : writeSorted(value)) ?? "null";
}

/** The value with the keys of its objects in order; the same object where they are already. */
function sortKeys(value: unknown, order: { isPlain: boolean }): unknown {
  if (typeof value !== "object" || value === null) return value;
  return Array.isArray(value) ? sortElements(value, order) : sortObject(value as Record<string, unknown>, order);
}

function sortElements(value: unknown[], order: { isPlain: boolean }): unknown[] {
  let copy: unknown[] | undefined;
  for (let i = 0; i < value.length; i++) {
    const element = sortKeys(value[i], order);
    if (copy) copy.push(element);
    else if (element !== value[i]) copy = [...value.slice(0, i), element];
  }
  return copy ?? value;
}

function sortObject(object: Record<string, unknown>, order: { isPlain: boolean }): Record<string, unknown> {
  const keys = Object.keys(object);
  const first = keys[0]?.charCodeAt(0) ?? 0;
  // A JavaScript object has its own mind about the order of keys that are numbers, and about __proto__.
  if ((first >= 48 && first <= 57) || keys.includes("__proto__")) order.isPlain = false;
  let isSame = true;
  for (let i = 1; i < keys.length && isSame; i++) isSame = (keys[i - 1] as string) < (keys[i] as string);
  const copy: Record<string, unknown> = {};
  for (const key of isSame ? keys : keys.sort()) {
    const element = sortKeys(object[key], order);
    if (element !== object[key]) isSame = false;
    copy[key] = element;
  }
  return isSame ? object : copy;
}

function writeSorted(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((element) => writeSorted(element) ?? "null").join(",")}]`;
  const object = value as Record<string, unknown>;
  const parts = Object.keys(object)
    .sort()
    .flatMap((key) => {
      const text = writeSorted(object[key]);
      return text === undefined ? [] : [`${JSON.stringify(key)}:${text}`];
    });
  return `{${parts.join(",")}}`;
}
