import { z } from "zod";

/** A query parameter that may be sent empty (`?cursor=`), which counts as absent. */
export const optionalText = z
  .string()
  .transform((text) => (text === "" ? undefined : text))
  .optional();

/** A whole number in a query. */
export const optionalInteger = z
  .string()
  .transform((text) => (text === "" ? undefined : text))
  .pipe(
    z
      .string()
      .regex(/^-?\d+$/, "must be a whole number")
      .transform(Number)
      .optional(),
  )
  .optional();

/** A page size between 1 and `max`. */
export function limitOf(fallback: number, max: number) {
  return z
    .string()
    .transform((text) => (text === "" ? String(fallback) : text))
    .pipe(z.string().regex(/^\d+$/, `must be a whole number from 1 to ${max}`).transform(Number))
    .pipe(z.number().min(1, `must be from 1 to ${max}`).max(max, `must be from 1 to ${max}`))
    .default(fallback);
}

/** A parameter that may be repeated (`severity=HIGH&severity=CRITICAL`); empty values are left out. */
export function listOf<T extends z.ZodType<unknown, string>>(item: T) {
  return z
    .union([z.string(), z.array(z.string())])
    .default([])
    .transform((value) => (Array.isArray(value) ? value : [value]).filter((text) => text !== ""))
    .pipe(z.array(item));
}

/** `2025-01-01`, `2025-01`, RFC 3339, or Unix seconds as text. */
export const optionalInstant = z
  .string()
  .transform((text) => (text === "" ? undefined : text))
  .pipe(
    z
      .string()
      .transform((text, context) => {
        const at = /^\d{9,12}$/.test(text) ? new Date(Number(text) * 1000) : new Date(text);
        const isKnownForm = /^(\d{9,12}|\d{4}-\d{2}(-\d{2}(T.+)?)?)$/.test(text);
        if (!isKnownForm || Number.isNaN(at.getTime())) {
          context.addIssue({ code: "custom", message: "must be a date, RFC 3339, or Unix seconds" });
          return z.NEVER;
        }
        return at;
      })
      .optional(),
  )
  .optional();
