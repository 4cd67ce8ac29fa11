import "server-only";
import { cache } from "react";
import { orNotFound } from "#components/shell/or-not-found.ts";
import { pageActor } from "#components/shell/page-actor.ts";
import { getAlert } from "#lib/alerts/queries.ts";

/** Read once a request, for the layout, the title and the page. */
export const readAlert = cache(async (id: string) => orNotFound(getAlert(await pageActor("AlertRead"), id)));
