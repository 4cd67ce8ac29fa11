import "server-only";
import { Inngest } from "inngest";
import { logger } from "#lib/logger.ts";

/** Where the server is and its keys come from INNGEST_* alone; the SDK reads them. */
export const inngest = new Inngest({ id: "telltale", logger });
