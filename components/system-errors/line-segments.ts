export interface LineSegment {
  text: string;
  /** The part that was refused. */
  isRefused: boolean;
}

export interface LineExcerpt {
  segments: LineSegment[];
  /** Characters left out before and after. */
  cutBefore: number;
  cutAfter: number;
}

interface Span {
  offset: number;
  length: number;
}

/** Overlapping and touching spans as one, in order, inside of the payload. */
function merged(spans: readonly Span[], end: number): { from: number; to: number }[] {
  const parts = spans
    .map(({ offset, length }) => ({ from: Math.max(0, offset), to: Math.min(end, offset + Math.max(1, length)) }))
    .filter(({ from, to }) => from < to)
    .sort((a, b) => a.from - b.from);
  const joined: { from: number; to: number }[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (last && part.from <= last.to) last.to = Math.max(last.to, part.to);
    else joined.push({ ...part });
  }
  return joined;
}

/**
 * A payload cut to about `maxLength` characters around its first refused part, in segments. What is refused is never
 * cut off at its start; a text without spans is cut at its end.
 */
export function lineExcerpt(payload: string, spans: readonly Span[], maxLength: number): LineExcerpt {
  const parts = merged(spans, payload.length);
  const lead = Math.floor(maxLength / 3);
  const anchor = parts[0]?.from ?? 0;
  const start = payload.length <= maxLength || anchor < maxLength - lead ? 0 : anchor - lead;
  const end = Math.min(payload.length, start + maxLength);
  const segments: LineSegment[] = [];
  const add = (from: number, to: number, isRefused: boolean) => {
    if (from < to) segments.push({ text: payload.slice(from, to), isRefused });
  };
  let at = start;
  for (const part of parts) {
    if (part.to <= start || part.from >= end) continue;
    add(at, part.from, false);
    add(Math.max(part.from, start), Math.min(part.to, end), true);
    at = Math.min(part.to, end);
  }
  add(at, end, false);
  return { segments, cutBefore: start, cutAfter: payload.length - end };
}
