import "server-only";
import { createHmac, randomBytes } from "node:crypto";
import { z } from "zod";
import { alertBody } from "#lib/destinations/alert-body.ts";
import { receiptOf } from "#lib/destinations/answer.ts";
import { defineDestination } from "#lib/destinations/define-destination.ts";

const secretForm = /^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/;

const verification = `import { createHmac, timingSafeEqual } from "node:crypto";

function isFromTelltale(headers, rawBody, secret) {
  const sentAt = headers["webhook-timestamp"];
  if (Math.abs(Date.now() / 1000 - sentAt) > 300) return false;
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const expected = createHmac("sha256", key)
    .update(headers["webhook-id"] + "." + sentAt + "." + rawBody)
    .digest();
  return headers["webhook-signature"].split(" ").some((one) => {
    const given = Buffer.from(one.replace("v1,", ""), "base64");
    return given.length === 32 && timingSafeEqual(given, expected);
  });
}`;

const config = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: "must be a URL that begins with https:// or http://" })
    .max(2_000, "must be at most 2,000 characters")
    .refine((text) => URL.canParse(text) && new URL(text).username === "" && new URL(text).password === "", {
      error: "must hold no user name or password; the signature proves who sends",
    })
    .meta({
      title: "URL",
      description: "Each alert is sent here as an HTTP POST with a JSON body.",
      placeholder: "https://example.com/hooks/telltale",
    }),
  secret: z
    .string()
    .regex(secretForm, "must be whsec_ followed by 24 to 64 bytes in base64")
    .meta({
      title: "Signing secret",
      description: "Proves to the receiver that a request comes from here (Standard Webhooks).",
      placeholder: "whsec_…",
      secret: true,
      usage: {
        text: "Each request carries webhook-id, webhook-timestamp and webhook-signature (Standard Webhooks). The receiver signs what it got with this secret and compares; libraries for most languages stand at standardwebhooks.com. In Node.js:",
        code: verification,
      },
    }),
});

/**
 * The signature of the Standard Webhooks specification 1.0.0: HMAC-SHA256 over `id.timestamp.body`.
 * @param timestamp whole seconds since the epoch.
 */
export function standardSignature(secret: string, id: string, timestamp: number, body: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}

/** Any HTTP receiver, signed after Standard Webhooks. */
export const webhook = defineDestination({
  kind: "webhook",
  label: "Custom webhook",
  description: "Sends each alert as a signed JSON request to an address of yours.",
  config,
  generate: { secret: () => `whsec_${randomBytes(32).toString("base64")}` },
  async send({ url, secret }, message, io) {
    const body = alertBody(message);
    const timestamp = Math.floor(io.now.getTime() / 1000);
    const response = await io.request(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json",
        "webhook-id": io.deliveryId,
        "webhook-timestamp": String(timestamp),
        "webhook-signature": standardSignature(secret, io.deliveryId, timestamp, body),
      },
      body,
    });
    return receiptOf(response, io.now);
  },
});
