/** Shapes that the answers of many operations share. Client-safe: nothing here may import from the server. */
import { z } from "zod";

/** An instant of an answer: ISO 8601 in UTC. */
export const instantShape = z.iso.datetime();

/** One page of a list; `next`, to be sent as `cursor`, is absent on the last page. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ results: z.array(item), next: z.string().min(1).optional() });
}
