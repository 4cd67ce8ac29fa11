import "server-only";
import type { OutboundFetch } from "#lib/http.ts";
import { logger } from "#lib/logger.ts";
import { deliveryErrorOf, type Receipt } from "./answer.ts";
import { type Config, fromStored, type StoredConfig } from "./config.ts";
import { DeliveryError } from "./delivery-error.ts";
import { destinationKind } from "./registry.ts";
import type { AlertMessage } from "./schema.ts";

export interface SendOptions {
  fetch: OutboundFetch;
  deliveryId: string;
  now: Date;
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
    const found = destinationKind(kind);
    return await found.send(found.config.parse(config), message, options);
  } catch (thrown) {
    const error = deliveryErrorOf(thrown);
    if (error instanceof DeliveryError) throw error;
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
