import type { z } from "zod";
import { config } from "zod/v4/core";

// The content security policy allows no code made from text; without this zod tries it once, and the browser reports it.
if (typeof window !== "undefined") config({ jitless: true });

/** What a shape of the API says of a draft, in the browser. Only forms import this: zod is a third of what a page may load. */
export function checkShape<Shape extends z.ZodType>(
  shape: Shape,
  draft: unknown,
): z.ZodSafeParseResult<z.output<Shape>> {
  return shape.safeParse(draft);
}
