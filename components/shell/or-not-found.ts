import "server-only";
import { notFound } from "next/navigation";
import { AppError } from "#lib/errors.ts";

/** What a query answers; the page for what is not there when it says so, or answers null. */
export async function orNotFound<T>(query: Promise<T | null>): Promise<T> {
  const found = await query.catch((error: unknown) => {
    if (error instanceof AppError && error.code === "not-found") return null;
    throw error;
  });
  return found ?? notFound();
}

/** A name as a segment of the path holds it; the page for what is not there when it is no encoding of any. */
export function nameOfSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    notFound();
  }
}
