import "server-only";
import { logger } from "#lib/logger.ts";
import { OutboundError } from "#lib/outbound-error.ts";
import { deliveryErrorOf, type Receipt } from "./answer.ts";
import { type Config, fromStored, type StoredConfig } from "./config.ts";
import type { SendIo } from "./define-destination.ts";
import { DeliveryError } from "./delivery-error.ts";
import { secretFieldsOf } from "./describe-destination.ts";
import { destinationKind } from "./registry.ts";
import type { AlertMessage } from "./schema.ts";
import type { World } from "./world.ts";

export interface SendOptions extends Pick<SendIo, "deliveryId" | "now" | "reference" | "remember"> {
  world: World;
}

/** For one attempt with all its requests: three of them, one after the other, end within a lease. */
export const attemptTimeoutMs = 18_000;

/** A receiver may answer with what it was sent. */
function withoutSecrets(text: string, kind: string, config: Config): string {
  const secrets = secretFieldsOf(destinationKind(kind))
    .map((name) => config[name])
    .filter((value): value is string => typeof value === "string" && value.length >= 6);
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, "…"), text);
}

/** Runs one attempt of a kind, which ends in time whatever the kind waits for. */
async function attempt(kind: string, config: Config, message: AlertMessage, options: SendOptions): Promise<Receipt> {
  const { world, ...rest } = options;
  const ending = new AbortController();
  const late = new OutboundError("timeout", `The attempt was not over within ${attemptTimeoutMs / 1000} s`);
  let timer: NodeJS.Timeout | undefined;
  const isOver = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      ending.abort(late);
      reject(late);
    }, attemptTimeoutMs);
  });
  const io: SendIo = {
    ...rest,
    request: (url, request) => world.outbound.request(url, { ...request, signal: ending.signal }),
    aws: world.aws,
    sendMail: world.sendMail,
    tokens: world.tokens,
  };
  try {
    const found = destinationKind(kind);
    return await Promise.race([found.send(found.config.parse(config), message, io), isOver]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Sends one message to a destination whose config is whole.
 * @throws DeliveryError, and nothing else: a mistake of ours in one kind must not stop the others' deliveries.
 */
export async function sendWith(
  kind: string,
  config: Config,
  message: AlertMessage,
  options: SendOptions,
): Promise<Receipt> {
  try {
    const receipt = await attempt(kind, config, message, options);
    return { ...receipt, message: withoutSecrets(receipt.message, kind, config) };
  } catch (thrown) {
    const error = deliveryErrorOf(thrown);
    if (error instanceof DeliveryError) {
      error.message = withoutSecrets(error.message, kind, config);
      throw error;
    }
    logger.error({ err: error, kind, deliveryId: options.deliveryId }, "a destination could not be used");
    throw new DeliveryError(
      "configuration",
      "The destination's configuration cannot be used; open it and save it again",
      {
        isRetryable: false,
        cause: error,
      },
    );
  }
}

/** Sends one message to a stored destination. @throws DeliveryError. */
export async function sendTo(
  destination: { id: string; kind: string } & StoredConfig,
  message: AlertMessage,
  options: SendOptions,
): Promise<Receipt> {
  let config: Config;
  try {
    config = fromStored(destination, destination.id);
  } catch (error) {
    throw new DeliveryError(
      "configuration",
      "The destination's secrets cannot be opened with the present TELLTALE_SECRET_KEY; enter them again",
      { isRetryable: false, cause: error },
    );
  }
  return sendWith(destination.kind, config, message, options);
}
