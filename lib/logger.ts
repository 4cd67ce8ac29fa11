import "server-only";
import pino from "pino";
import { env } from "./env.ts";
import { lazy } from "./lazy.ts";

let made: pino.Logger | undefined;

/** Structured log on standard output, one JSON object a line. Secrets and log lines of senders never go in here. */
export const logger: pino.Logger = lazy(() => {
  made ??= pino({ level: env().TELLTALE_LOG_LEVEL, base: undefined, timestamp: pino.stdTimeFunctions.isoTime });
  return made;
});
