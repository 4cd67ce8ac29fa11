import "server-only";
import type { z } from "zod";
import type { LogSourceDetail } from "./schema.ts";

/** Whether drop-off alarms watch a kind of source. */
export type DropOffRule =
  | {
      isSupported: true;
      /** What to check when such a source falls silent, each a sentence, the likeliest first. */
      checks(label: string): string[];
    }
  | {
      isSupported: false;
      /** Why not, for people. */
      reason: string;
    };

/** One way logs come in. A kind is one file in kinds/ and one entry in registry.ts. */
export interface LogSourceKind<Config extends z.ZodType = z.ZodType> {
  /** `integrationType` of the public API. */
  kind: string;
  label: string;
  /** What `log_sources.config` holds; nothing secret. */
  config: Config;
  /** How senders prove who they are, for the console; null when nobody sends. */
  auth(config: z.output<Config>, hasSecret: boolean): LogSourceDetail["auth"];
  /** Where senders POST; null when the product fetches. */
  ingestUrl(sourceId: string): string | null;
  dropOff: DropOffRule;
}

/** Ties the config's shape to the functions that are given it. */
export function defineLogSourceKind<Config extends z.ZodType>(kind: LogSourceKind<Config>): LogSourceKind<Config> {
  return kind;
}
