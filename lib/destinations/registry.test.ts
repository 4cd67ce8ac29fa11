import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createOutboundFetch, OutboundError, type OutboundFetch } from "#lib/http.ts";
import { type Receiver, startReceiver } from "#lib/testing/receiver.ts";
import { completeConfig } from "./config.ts";
import { describeDestination, secretFieldsOf } from "./define-destination.ts";
import { DeliveryError } from "./delivery-error.ts";
import { standardSignature, webhookBody } from "./kinds/webhook.ts";
import { destinationKind, destinationKindDescriptions, destinationKinds } from "./registry.ts";
import type { AlertMessage } from "./schema.ts";
import { sendWith } from "./send.ts";

/** A working config a kind, given where the receiver listens. */
const examples: Record<string, (url: string) => Record<string, unknown>> = {
  webhook: (url) => ({ url }),
};

const message: AlertMessage = {
  event: "alert.opened",
  occurredAt: "2026-11-24T08:14:00.000Z",
  alertId: "0123456789abcdef0123456789abcdef",
  type: "SYSTEM_ERROR",
  kind: "SOURCE_CLASSIFICATION_FAILURES",
  severity: "CRITICAL",
  status: "OPEN",
  title: "Source [okta-prod] received events that we were unable to classify in the last 24 hours",
  description: "1 line was received.",
  runbook: "1. Look.",
  link: "http://127.0.0.1:3000/alerts/0123456789abcdef0123456789abcdef",
  tags: ["system-error"],
  createdAt: "2026-11-24T08:14:00.000Z",
  eventCount: 1,
  isResent: false,
  context: { sourceLabel: "okta-prod" },
};

let receiver: Receiver;
// Short only where silence is what is tested: a busy machine answers slowly.
let outbound: ReturnType<typeof createOutboundFetch>;
let impatient: ReturnType<typeof createOutboundFetch>;
beforeEach(async () => {
  receiver = await startReceiver();
  outbound = createOutboundFetch({ allow: "127.0.0.0/8" });
  impatient = createOutboundFetch({ allow: "127.0.0.0/8", timeoutMs: 300 });
});
afterEach(async () => {
  await receiver.close();
  await outbound.close();
  await impatient.close();
});

test("every kind has an example here, and none twice", () => {
  expect(destinationKinds.map((kind) => kind.kind)).toEqual(Object.keys(examples));
});

test("a kind that does not exist is refused by a list of those that do", () => {
  expect(() => destinationKind("carrier-pigeon")).toThrow("kind: must be one of webhook");
});

describe.each(destinationKinds)("$kind", (kind) => {
  const configFor = (url: string) => completeConfig(kind, examples[kind.kind]?.(url) ?? {}, null).config;
  const sendNow = (fetch: OutboundFetch, url = receiver.url) =>
    sendWith(kind.kind, configFor(url), message, { fetch, deliveryId: "d-1", now: new Date() });

  async function failure(promise: Promise<unknown>): Promise<DeliveryError> {
    const error = await promise.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(DeliveryError);
    return error as DeliveryError;
  }

  test("describes its form in words, in plain JSON", () => {
    const description = describeDestination(kind);
    expect(JSON.parse(JSON.stringify(description))).toEqual(description);
    expect(description.label).not.toBe("");
    for (const field of description.fields) {
      expect(field.title).not.toBe(field.name);
      expect(field.description).not.toBe("");
    }
  });

  test("names the field when something required is missing", () => {
    const required = describeDestination(kind).fields.filter((field) => field.isRequired);
    expect(required.length).toBeGreaterThan(0);
    for (const field of required) {
      const config = configFor(receiver.url);
      delete config[field.name];
      expect(() => completeConfig(kind, config, null)).toThrow(`config.${field.name}: is required`);
    }
  });

  test("refuses a field it does not know", () => {
    expect(() => completeConfig(kind, { ...configFor(receiver.url), surprise: 1 }, null)).toThrow("surprise");
  });

  test("keeps stored secrets when they are sent empty or not at all", () => {
    const stored = configFor(receiver.url);
    const emptied = Object.fromEntries(secretFieldsOf(kind).map((name) => [name, ""]));
    expect(completeConfig(kind, { ...stored, ...emptied }, stored)).toEqual({ config: stored, generated: {} });
  });

  test("delivers on 2xx, gives back what was said and shows no secret in what it sends", async () => {
    receiver.answerWith({ status: 202, body: "queued" });
    expect(await sendNow(outbound.fetch)).toEqual({ statusCode: 202, message: "queued" });
    expect(receiver.received[0]?.body).toContain(message.title);
  });

  test.each([
    [400, "refused", false],
    [401, "unauthorized", false],
    [403, "unauthorized", false],
    [404, "not-found", false],
    [408, "refused", true],
    [410, "gone", false],
    [413, "refused", false],
    [422, "refused", false],
    [425, "refused", true],
    [429, "rate-limited", true],
    [500, "server-error", true],
    [502, "server-error", true],
    [504, "server-error", true],
    [301, "redirect", false],
    [307, "redirect", true],
  ] as const)("takes %i as %s (tried again: %s)", async (status, reason, isRetryable) => {
    receiver.answerWith({ status, body: "why" });
    const error = await failure(sendNow(outbound.fetch));
    expect(error).toMatchObject({ reason, isRetryable, statusCode: status });
    expect(error.message).toContain(String(status));
  });

  test("honours Retry-After in seconds and as a date", async () => {
    receiver.answerWith({ status: 429, headers: { "retry-after": "120" } });
    expect((await failure(sendNow(outbound.fetch))).retryAfterMs).toBe(120_000);
    receiver.answerWith({ status: 503, headers: { "retry-after": new Date(Date.now() + 60_000).toUTCString() } });
    const { retryAfterMs } = await failure(sendNow(outbound.fetch));
    expect(retryAfterMs).toBeGreaterThan(50_000);
    expect(retryAfterMs).toBeLessThanOrEqual(60_000);
    receiver.answerWith({ status: 503, headers: { "retry-after": "soon" } });
    expect((await failure(sendNow(outbound.fetch))).retryAfterMs).toBeNull();
  });

  test("is tried again after silence and a cut connection, not after a refused address", async () => {
    receiver.answerWith("hang");
    expect(await failure(sendNow(impatient.fetch))).toMatchObject({ reason: "timeout", isRetryable: true });
    receiver.answerWith("close");
    expect(await failure(sendNow(outbound.fetch))).toMatchObject({ reason: "connection", isRetryable: true });
    const guarded: OutboundFetch = () => Promise.reject(new OutboundError("blocked-address", "no"));
    expect(await failure(sendNow(guarded))).toMatchObject({ reason: "blocked-address", isRetryable: false });
  });

  test("shows what the receiver says short and without control characters", async () => {
    receiver.answerWith({ status: 500, body: `\u0000\u001b[31m${"x".repeat(5_000)}` });
    const error = await failure(sendNow(outbound.fetch));
    expect(error.message.length).toBeLessThan(1_100);
    expect(error.message).toContain(": [31mxxx");
  });

  test("turns a mistake of ours into a failure of this delivery", async () => {
    const broken: OutboundFetch = () => Promise.reject(new TypeError("ours"));
    expect(await failure(sendNow(broken))).toMatchObject({ reason: "configuration", isRetryable: false });
  });
});

describe("the webhook", () => {
  // Known answer of the specification's reference libraries (standard-webhooks/standard-webhooks, tests).
  test("signs as the reference libraries do", () => {
    const signature = standardSignature(
      "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
      "msg_p5jXN8AQM9LWM0D4loKWxJek",
      1614265330,
      '{"test": 2432232314}',
    );
    expect(signature).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  });

  test("sends its id, a timestamp of now and a signature over the bytes", async () => {
    const secret = `whsec_${Buffer.alloc(32, 3).toString("base64")}`;
    receiver.secret = secret;
    const now = new Date();
    await sendWith("webhook", { url: receiver.url, secret }, message, {
      fetch: outbound.fetch,
      deliveryId: "d-7",
      now,
    });
    const [received] = receiver.received;
    expect(received).toMatchObject({ id: "d-7", timestamp: Math.floor(now.getTime() / 1000), isSignatureValid: true });
    const key = Buffer.from(secret.slice(6), "base64");
    const expected = createHmac("sha256", key).update(`d-7.${received?.timestamp}.${received?.body}`).digest("base64");
    expect(received?.headers["webhook-signature"]).toBe(`v1,${expected}`);
  });

  test("carries the keys that receivers of Panther's webhook know", () => {
    const body = JSON.parse(webhookBody(message));
    expect(body).toMatchObject({ type: "alert.opened", timestamp: message.occurredAt });
    const keys = "id createdAt severity type link title name alertId alertContext description runbook tags version";
    expect(Object.keys(body.data)).toEqual(expect.arrayContaining(keys.split(" ")));
  });

  test("marks what a person sent again", () => {
    expect(JSON.parse(webhookBody({ ...message, isResent: true })).data.title).toBe(`[Re-sent]: ${message.title}`);
  });

  test.each(["whsec_short", "plain", `whsec_${Buffer.alloc(70).toString("base64")}`])(
    "refuses the secret %s",
    (secret) => {
      expect(() => completeConfig(destinationKind("webhook"), { url: "https://example.com", secret }, null)).toThrow(
        "config.secret: must be whsec_",
      );
    },
  );

  test.each([
    ["ftp://example.com", "must be a URL that begins with https:// or http://"],
    ["example.com", "must be a URL that begins with https:// or http://"],
    ["https://user:pw@example.com", "must hold no user name or password"],
  ])("refuses the address %s", (url, words) => {
    expect(() => completeConfig(destinationKind("webhook"), { url }, null)).toThrow(`config.url: ${words}`);
  });
});

test("the browser is given no more of a kind than its form", () => {
  expect(destinationKindDescriptions()).toMatchObject([
    {
      kind: "webhook",
      fields: [
        { name: "url", title: "URL", input: "url", isRequired: true, isSecret: false, isGenerated: false },
        {
          name: "secret",
          title: "Signing secret",
          input: "text",
          isRequired: false,
          isSecret: true,
          isGenerated: true,
        },
      ],
    },
  ]);
});
