import { nudgeBatches } from "#inngest/nudge.ts";
import { createIntakeHandler } from "#lib/log-intake/handler.ts";

/** The intake for the server of `npm start`, which hands it each request whose path `isIntakePath` before Next sees it. */
export const handleIntake = createIntakeHandler(nudgeBatches);
