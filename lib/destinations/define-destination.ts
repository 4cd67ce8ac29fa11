import "server-only";
import type { z } from "zod";
import type { Aws } from "#lib/aws.ts";
import type { Outbound } from "#lib/http.ts";
import type { SendMail } from "#lib/mail.ts";
import type { Receipt } from "./answer.ts";
import type { AlertMessage } from "./schema.ts";
import type { TokenCache } from "./token-cache.ts";

/** All that a kind may use of the world. */
export interface SendIo {
  request: Outbound["request"];
  aws: Aws;
  sendMail: SendMail;
  tokens: TokenCache;
  /** Of this attempt. */
  now: Date;
  /** The same in every attempt of one message, so that a receiver can tell a repeat. */
  deliveryId: string;
  /** What an earlier message of the same alert made the destination remember; null when nothing has. */
  reference: string | null;
  /**
   * Keeps how the receiver calls what stands for this alert there (a ticket's URL, a thread's id), for the messages that
   * follow. Kept at once, so that it outlives a failure of this attempt. Of a test message nothing is kept.
   */
  remember(reference: string): Promise<void>;
}

/** The shape of a config: one object, or variants that a field chooses between. Both are flat. */
export type ConfigShape = z.ZodObject | z.ZodDiscriminatedUnion<readonly z.ZodObject[]>;

/**
 * One kind of destination, described in one file of `kinds/`. Form, validation, redaction and API are derived from
 * `config`, whose fields carry `FieldMeta` in `.meta()`; of variants the union carries that of the field that chooses.
 */
export interface DestinationKind<Config extends ConfigShape = ConfigShape> {
  kind: string;
  label: string;
  description: string;
  config: Config;
  /** Makes the value of a secret that is left out on creation. */
  generate?: Record<string, () => string>;
  /** @throws DeliveryError when the receiver did not take it, OutboundError when it could not be asked. */
  send(config: z.output<Config>, message: AlertMessage, io: SendIo): Promise<Receipt>;
}

/** Ties the shape of the config to what `send` is given. */
export function defineDestination<Config extends ConfigShape>(kind: DestinationKind<Config>): DestinationKind {
  // The config is parsed with the kind's own shape before `send` is called, which is what makes the wider type true.
  return kind as unknown as DestinationKind;
}
