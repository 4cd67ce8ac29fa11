import "server-only";
import { cache } from "react";
import { countActiveAlerts } from "#lib/alerts/counts.ts";

/** How many alerts of each group ask for attention; counted once a request, for the navigation and for the page. */
export const readActiveAlerts = cache(countActiveAlerts);
