import { AppError } from "./errors.ts";
import { toUuid } from "./uuid.ts";

/** One page of a list as the REST API answers it: `next` is absent on the last page. */
export interface Page<T> {
  results: T[];
  next?: string;
}

/** An opaque cursor for keyset paging; `parts` identify the last row of a page. */
export function encodeCursor(parts: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

/** @throws AppError (invalid) when the cursor is not one this API gave out. */
export function decodeCursor(cursor: string, length: number): (string | number)[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (
      Array.isArray(parts) &&
      parts.length === length &&
      parts.every((p) => typeof p === "string" || typeof p === "number")
    ) {
      return parts;
    }
  } catch {
    // Falls through to the one error below.
  }
  throw cursorError();
}

function cursorError(): AppError {
  return new AppError("invalid", "cursor: must be the `next` of an earlier answer", { field: "cursor" });
}

/** The cursor of a list in the order of whole numbers, such as row ids. @throws AppError (invalid). */
export function wholeNumberCursor(cursor: string): number {
  const [position] = decodeCursor(cursor, 1);
  if (typeof position !== "number" || !Number.isSafeInteger(position)) throw cursorError();
  return position;
}

/**
 * The cursor of a list in the order of time, then of id: milliseconds or microseconds, whichever the list wrote, and a UUID.
 * @throws AppError (invalid).
 */
export function instantCursor(cursor: string): [instant: number, id: string] {
  const [instant, id] = decodeCursor(cursor, 2);
  const uuid = typeof id === "string" ? toUuid(id) : null;
  // 8.64e15 is the last instant of a Date; in microseconds it is the year 2243.
  if (typeof instant !== "number" || !Number.isInteger(instant) || Math.abs(instant) > 8.64e15 || !uuid)
    throw cursorError();
  return [instant, uuid];
}

/** The cursor of a list in the order of groups (whole numbers), then of names that are unique. @throws AppError (invalid). */
export function groupedNameCursor(cursor: string): [group: number, name: string] {
  const [group, name] = decodeCursor(cursor, 2);
  if (typeof group !== "number" || typeof name !== "string" || name.includes("\0")) throw cursorError();
  return [group, name];
}

/** The cursor of a list in the order of a small rank, then of a name, then of id. @throws AppError (invalid). */
export function rankedNameCursor(cursor: string): [rank: number, name: string, id: string] {
  const [rank, name, id] = decodeCursor(cursor, 3);
  const uuid = typeof id === "string" ? toUuid(id) : null;
  const isRank = typeof rank === "number" && Number.isInteger(rank) && Math.abs(rank) < 100;
  if (!isRank || typeof name !== "string" || name.includes("\0") || !uuid) throw cursorError();
  return [rank, name, uuid];
}

/**
 * Cuts rows that were read with `limit + 1` to a page.
 * @param keyOf what identifies a row to the next query.
 */
export function toPage<T>(rows: T[], limit: number, keyOf: (row: T) => readonly (string | number)[]): Page<T> {
  if (rows.length <= limit) return { results: rows };
  const results = rows.slice(0, limit);
  const last = results.at(-1);
  return last === undefined ? { results } : { results, next: encodeCursor(keyOf(last)) };
}
