/** Shapes that the answers of many operations share. Client-safe: nothing here may import from the server. */
import { z } from "zod";
import { toUuid } from "#lib/uuid.ts";

/** An instant of an answer: ISO 8601 in UTC. */
export const instantShape = z.iso.datetime();

/** An id in a path, a UUID with dashes or without: a path with anything else in its place is not there. */
export const uuidParameter = z
  .string()
  .refine((text) => toUuid(text) !== null)
  .meta({ format: "uuid" });

/** One page of a list; `next`, to be sent as `cursor`, is absent on the last page. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ results: z.array(item), next: z.string().min(1).optional() });
}
