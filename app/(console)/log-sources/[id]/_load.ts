import "server-only";
import { cache } from "react";
import { orNotFound } from "#components/shell/or-not-found.ts";
import { pageActor } from "#components/shell/page-actor.ts";
import { getLogSource } from "#lib/log-sources/queries.ts";

/** Read once a request, for the layout, the title and the page. */
export const readSource = cache(async (id: string) =>
  orNotFound(getLogSource(await pageActor("LogSourceRead"), id, new Date())),
);
