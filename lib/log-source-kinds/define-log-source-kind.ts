import "server-only";
import type { z } from "zod";
import type { AlarmSignal, SourceAuth } from "./schema.ts";

/** What is known of a source when its alarm goes off, as far as what to check depends on it. */
export interface AlarmedSource {
  id: string;
  label: string;
  /** Null when the kind asks for none, or when it is not known. */
  auth: SourceAuth | null;
  signal: AlarmSignal;
  /** Empty for the source as a whole. */
  logType: string;
  /** Whether requests were turned away since it fell silent. */
  isRefused: boolean;
  /** Whether bodies were accepted since then: of a log type that fell silent while the source did not. */
  isReceiving: boolean;
}

/** Whether drop-off alarms watch a kind of source. */
export type DropOffRule =
  | {
      isSupported: true;
      /**
       * What to check, each a sentence, the likeliest first. Where one is done on a tab of the source it names it as
       * "the Health tab", and the console leads there. None may close the alert while the sender is still silent.
       */
      checks(source: AlarmedSource): string[];
    }
  | {
      isSupported: false;
      /** Why not, in a sentence: what the console shows and the API answers. */
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
  auth(config: z.output<Config>, hasSecret: boolean): SourceAuth | null;
  /** Where senders POST; null when the product fetches. */
  ingestUrl(sourceId: string): string | null;
  dropOff: DropOffRule;
}

/** Ties the config's shape to the functions that are given it. */
export function defineLogSourceKind<Config extends z.ZodType>(kind: LogSourceKind<Config>): LogSourceKind<Config> {
  return kind;
}
