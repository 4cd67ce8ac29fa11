/**
 * Shapes of query parameters, with their true types: the router reads `limit=25` as a number before a shape sees it, and takes a
 * parameter that is sent empty (`?cursor=`) as absent (lib/api/read-query.ts). Client-safe.
 */
import { z } from "zod";

export const optionalText = z.string().optional();

export const optionalInteger = z.int("must be a whole number").optional();

/** A page size between 1 and `max`. */
export function limitOf(fallback: number, max: number) {
  const range = `must be from 1 to ${max}`;
  return z.int(`must be a whole number from 1 to ${max}`).min(1, range).max(max, range).default(fallback);
}

/** What every list takes: where to go on, and how many at most. */
export function pageQuery(fallback: number, max: number) {
  return { cursor: optionalText.meta({ description: "`next` of an earlier answer" }), limit: limitOf(fallback, max) };
}

/** A parameter that may be repeated (`severity=HIGH&severity=CRITICAL`); empty values are left out. */
export function listOf<T extends z.ZodType>(item: T) {
  return z.array(item).default([]);
}

/** `2025-01-01`, `2025-01`, RFC 3339, or Unix seconds as text. */
export const optionalInstant = z
  .string()
  .meta({ format: "date-time", description: "RFC 3339; a date, a month and Unix seconds are taken as well" })
  .transform((text, context) => {
    const at = /^\d{9,12}$/.test(text) ? new Date(Number(text) * 1000) : new Date(text);
    const isKnownForm = /^(\d{9,12}|\d{4}-\d{2}(-\d{2}(T.+)?)?)$/.test(text);
    if (!isKnownForm || Number.isNaN(at.getTime())) {
      context.addIssue({ code: "custom", message: "must be a date, RFC 3339, or Unix seconds" });
      return z.NEVER;
    }
    return at;
  })
  .optional();
