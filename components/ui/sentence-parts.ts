import type { TimeForm } from "./relative-time.tsx";

export type SentencePart = string | { at: string; form: Extract<TimeForm, "sentence" | "moment"> };

/** An instant as sentences are stored and sent with: `2026-11-25 20:15 UTC`; "at" before it is part of how it is said. */
const storedInstant = /(\bat )?\b(\d{4}-\d\d-\d\d) (\d\d:\d\d) UTC\b/g;

/** A stored sentence as its words and its instants (ISO 8601), in order. What is no instant stays as it is. */
export function sentenceParts(text: string): SentencePart[] {
  const parts: SentencePart[] = [];
  let read = 0;
  for (const match of text.matchAll(storedInstant)) {
    const [whole, at, date, time] = match;
    const iso = `${date}T${time}:00.000Z`;
    const instant = new Date(iso);
    if (Number.isNaN(instant.getTime()) || instant.toISOString() !== iso) continue;
    parts.push(text.slice(read, match.index), { at: iso, form: at ? "sentence" : "moment" });
    read = match.index + whole.length;
  }
  parts.push(text.slice(read));
  return parts.filter((part) => part !== "");
}
