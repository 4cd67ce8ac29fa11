import "server-only";
import { cache } from "react";
import { nameOfSegment, orNotFound } from "#components/shell/or-not-found.ts";
import { pageActor } from "#components/shell/page-actor.ts";
import { getSchema } from "#lib/schemas/queries.ts";

/** Read once a request, for the layout, the title and the page. @param segment its name as the path holds it. */
export const readSchema = cache(async (segment: string) =>
  orNotFound(getSchema(await pageActor("LogSourceRead"), nameOfSegment(segment))),
);
