import "server-only";
import { cache } from "react";
import { orNotFound } from "#components/shell/or-not-found.ts";
import { pageActor } from "#components/shell/page-actor.ts";
import { getDestination } from "#lib/destinations/queries.ts";

/** Read once a request, for the layout, the title and the page. */
export const readDestination = cache(async (id: string) =>
  orNotFound(getDestination(await pageActor("DestinationRead"), id, new Date())),
);
