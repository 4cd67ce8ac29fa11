import "server-only";
import type { z } from "zod";
import type { AuthSettings } from "./auth-methods/define-auth-method.ts";
import { type AuthMethodName, authMethod } from "./auth-methods/registry.ts";
import type { SourceAuth, StreamTypeOptions } from "./schema.ts";
import type { AlarmSignal } from "./terms.ts";

/** What is known of a source when its alarm goes off, as far as what to check depends on it. */
export interface AlarmedSource {
  id: string;
  label: string;
  /** Null when the kind asks for none, or when it is not known. */
  auth: SourceAuth | null;
  /** Null when senders do not POST to the product. */
  ingestUrl: string | null;
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

/** A source as its row holds it, for the answers that are made of it. */
export interface SourceColumns {
  label: string;
  logTypes: string[];
  logStreamType: string;
  logStreamTypeOptions: StreamTypeOptions | null;
  /** What the kind needs besides; nothing secret. */
  config: unknown;
}

/** A source as its kind answers it, when it does not matter which kind it is. */
export type SourceAnswer = z.input<z.ZodObject>;

/**
 * One way logs come in. A kind is its own folder in kinds/ and one entry in registry.ts, and a folder with its face in the
 * console. Creating, reading, replacing, deleting and giving it a new secret are mounted for every kind at
 * `/log-sources/<path>`.
 */
export interface LogSourceKind<
  Kind extends string = string,
  Path extends string = string,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodObject = z.ZodObject,
  WithSecret extends z.ZodObject = z.ZodObject,
  Config extends z.ZodType = z.ZodType,
> {
  /** `integrationType` of the public API. */
  kind: Kind;
  /** Its part of the API's paths. */
  path: Path;
  label: string;
  /** What POST and PUT take. */
  body: Body;
  /** What GET answers. */
  answer: Answer;
  /** The same with `generatedSecret`, where there is one to be shown this once. */
  answerWithSecret: WithSecret;
  /** What `log_sources.config` holds; nothing secret. */
  config: Config;
  /** A checked body as it is stored. */
  columns(values: z.output<Body>): SourceColumns;
  toAnswer(source: SourceColumns & { id: string }): z.input<Answer>;
  /** The field of the body that carries the source's secret; null when it has none. */
  secretPath(config: z.output<Config>): string | null;
  /** Whether a stored secret stays when its field is empty in a PUT. */
  keepsSecret(before: z.output<Config>, after: z.output<Config>): boolean;
  /** How senders prove who they are; null when the product fetches. */
  proof(config: z.output<Config>): { method: AuthMethodName; settings: AuthSettings } | null;
  /** Where senders POST; null when the product fetches. */
  ingestUrl(sourceId: string): string | null;
  dropOff: DropOffRule;
}

/** How senders of a source prove who they are, for the console; null when nobody sends. */
export function sourceAuthOf(kind: LogSourceKind, config: unknown, hasSecret: boolean): SourceAuth | null {
  const proof = kind.proof(config);
  if (proof === null) return null;
  const { method, settings } = proof;
  return {
    method,
    headerKey: authMethod(method).headerKey(settings),
    hmacAlg: settings.authHmacAlg,
    username: settings.authUsername,
    hasSecret,
  };
}

/** Ties the shapes to the functions that are given what they read. */
export function defineLogSourceKind<
  const Kind extends string,
  const Path extends string,
  Body extends z.ZodType,
  Answer extends z.ZodObject,
  WithSecret extends z.ZodObject,
  Config extends z.ZodType,
>(
  kind: LogSourceKind<Kind, Path, Body, Answer, WithSecret, Config>,
): LogSourceKind<Kind, Path, Body, Answer, WithSecret, Config> {
  return kind;
}
