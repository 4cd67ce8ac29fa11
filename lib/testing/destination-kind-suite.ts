/** What every kind of destination must do: `kinds/<kind>.test.ts` calls it beside the tests of its own. */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Config, completeConfig, toStored } from "#lib/destinations/config.ts";
import type { DestinationKind, SendIo } from "#lib/destinations/define-destination.ts";
import { DeliveryError } from "#lib/destinations/delivery-error.ts";
import { describeDestination, secretFieldsOf } from "#lib/destinations/describe-destination.ts";
import { destinationKinds } from "#lib/destinations/registry.ts";
import type { AlertMessage } from "#lib/destinations/schema.ts";
import { sendWith } from "#lib/destinations/send.ts";
import { isShown } from "#lib/destinations/terms.ts";
import type { World } from "#lib/destinations/world.ts";
import { OutboundError } from "#lib/outbound-error.ts";
import { type Behaviour, type Received, type Receiver, startReceiver } from "./receiver.ts";
import { brokenWorld, receiverWorld } from "./receiver-world.ts";

// Settings are read when they are first asked for, which is later.
process.env.TELLTALE_SECRET_KEY ??= randomBytes(32).toString("base64");

/** A System Error as it is when it opens. */
export const sampleMessage: AlertMessage = {
  event: "alert.opened",
  occurredAt: "2026-11-24T08:14:00.000Z",
  alertId: "0123456789abcdef0123456789abcdef",
  type: "SYSTEM_ERROR",
  kind: "EXAMPLE",
  severity: "CRITICAL",
  status: "OPEN",
  title: "Source [okta-prod] received events that we were unable to classify in the last 24 hours",
  description: "1 line was received from okta-prod that no attached schema accepts.",
  runbook: "1. Open the Health tab of okta-prod.\n2. Correct the schema.",
  link: "http://127.0.0.1:3000/alerts/0123456789abcdef0123456789abcdef",
  tags: ["system-error"],
  createdAt: "2026-11-24T08:14:00.000Z",
  eventCount: 1,
  isResent: false,
  context: { sourceLabel: "okta-prod" },
};

/** The cases that need not fit every kind. */
export type SharedCase = "delivers" | "statuses" | "Retry-After" | "long answers";

export interface KindCases {
  /** A working config for each variant. @param url where the receiver is, for kinds whose address is the user's. */
  configs(url: string): Record<string, Config>;
  /** What a receiver answers that works; 202 with "queued" when left out. */
  answer?(received: Received): Behaviour;
  /** Shared cases that do not apply, each with its reason. */
  notApplicable?: Partial<Record<SharedCase, string>>;
}

export const sendOptions = (world: World, over: Partial<SendIo> = {}) => ({
  world,
  deliveryId: "d-1",
  now: new Date(),
  reference: null,
  remember: async () => {},
  ...over,
});

/** The DeliveryError that a sending ended with. */
export async function failureOf(promise: Promise<unknown>): Promise<DeliveryError> {
  const error = await promise.catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(DeliveryError);
  return error as DeliveryError;
}

const statuses = [
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
  [302, "redirect", true],
  [307, "redirect", true],
] as const;

function describeForm(kind: DestinationKind, configOf: () => Config, variants: () => Config[]) {
  test("describes its form in words, in plain JSON", () => {
    const description = describeDestination(kind);
    expect(JSON.parse(JSON.stringify(description))).toEqual(description);
    expect(description.label).not.toBe("");
    for (const field of description.fields) {
      expect(field.title).not.toBe(field.name);
      expect(field.description).not.toBe("");
    }
  });

  test("names the field when something required is missing, in each variant", () => {
    for (const config of variants()) {
      const fields = describeDestination(kind).fields.filter((field) => isShown(field, config) && field.isRequired);
      expect(fields.length).toBeGreaterThan(0);
      for (const { name, input } of fields) {
        const { [name]: _, ...rest } = config;
        const words = input === "select" ? `config.${name}: ` : `config.${name}: is required`;
        expect(() => completeConfig(kind, rest, null)).toThrow(words);
      }
    }
  });

  test("refuses a field it does not know", () => {
    expect(() => completeConfig(kind, { ...configOf(), surprise: 1 }, null)).toThrow("surprise");
  });

  test("keeps stored secrets when they are sent empty or not at all, in each variant", () => {
    for (const stored of variants()) {
      const names = secretFieldsOf(kind, stored);
      const emptied = Object.fromEntries(names.map((name) => [name, ""]));
      const left = Object.fromEntries(Object.entries(stored).filter(([name]) => !names.includes(name)));
      expect(completeConfig(kind, { ...stored, ...emptied }, stored)).toEqual({ config: stored, generated: {} });
      expect(completeConfig(kind, left, stored)).toEqual({ config: stored, generated: {} });
    }
  });

  test("keeps no secret among what is shown", () => {
    for (const config of variants()) {
      const { shown } = toStored(kind, config, "id");
      for (const name of secretFieldsOf(kind, config)) expect(JSON.stringify(shown)).not.toContain(config[name]);
    }
  });

  test("has a logo and a line in the registry", () => {
    const logo = path.join(import.meta.dirname, `../../public/destinations/${kind.kind}.svg`);
    expect(existsSync(logo)).toBe(true);
    expect(readFileSync(logo, "utf8")).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox=/);
    expect(destinationKinds).toContain(kind);
  });
}

/** Declares the shared tests of a kind. */
export function testDestinationKind(kind: DestinationKind, cases: KindCases): void {
  let receiver: Receiver;
  let configs: Config[] = [];
  beforeEach(async () => {
    receiver = await startReceiver();
    const given = Object.values(cases.configs(receiver.url));
    configs = given.map((config) => completeConfig(kind, config, null).config);
    receiver.answerWith(cases.answer ?? { status: 202, body: "queued" });
  });
  afterEach(() => receiver.close());

  const variants = () => configs;
  const configOf = () => configs[0] as Config;
  const send = (world: World = receiverWorld(receiver.url), message = sampleMessage) =>
    sendWith(kind.kind, configOf(), message, sendOptions(world));
  const shared = (name: SharedCase) => (title: string, run: () => Promise<void>) => {
    const reason = cases.notApplicable?.[name];
    if (reason === undefined) test(title, run);
    else test.skip(`${title} (does not apply: ${reason})`, run);
  };

  describe(`${kind.kind}, as every kind`, () => {
    describeForm(kind, configOf, variants);

    shared("delivers")("delivers on 2xx and shows no secret in a URL, a body or a receipt", async () => {
      const receipt = await send();
      expect(receipt.message).not.toBe("");
      expect(receiver.received.map(({ body }) => body).join()).toContain(sampleMessage.title);
      const seen = JSON.stringify([receipt, receiver.received.map(({ path: asked, body }) => [asked, body])]);
      for (const name of secretFieldsOf(kind, configOf())) expect(seen).not.toContain(configOf()[name]);
    });

    for (const [status, reason, isRetryable] of statuses) {
      shared("statuses")(`takes ${status} as ${reason} (tried again: ${isRetryable})`, async () => {
        receiver.answerWith({ status, body: "why", headers: { location: "/elsewhere" } });
        const error = await failureOf(send());
        expect(error).toMatchObject({ reason, isRetryable, statusCode: status });
        expect(error.message.length).toBeGreaterThan(10);
        expect(receiver.received.every(({ path: asked }) => asked !== "/elsewhere")).toBe(true);
      });
    }

    shared("Retry-After")(
      "honours Retry-After in seconds and as a date, on every answer that is tried again",
      async () => {
        for (const status of [302, 429, 503]) {
          receiver.answerWith({ status, headers: { "retry-after": "120" } });
          expect((await failureOf(send())).retryAfterMs).toBe(120_000);
        }
        receiver.answerWith({ status: 503, headers: { "retry-after": new Date(Date.now() + 60_000).toUTCString() } });
        expect((await failureOf(send())).retryAfterMs).toBeGreaterThan(50_000);
        receiver.answerWith({ status: 503, headers: { "retry-after": "soon" } });
        expect((await failureOf(send())).retryAfterMs).toBeNull();
      },
    );

    test("is tried again after silence and a cut connection, not after a refused address", async () => {
      receiver.answerWith("hang");
      expect(await failureOf(send(receiverWorld(receiver.url, 300)))).toMatchObject({
        reason: "timeout",
        isRetryable: true,
      });
      receiver.answerWith("close");
      expect(await failureOf(send())).toMatchObject({ reason: "connection", isRetryable: true });
      const guarded = brokenWorld(new OutboundError("blocked-address", "no"));
      expect(await failureOf(send(guarded))).toMatchObject({ reason: "blocked-address", isRetryable: false });
    });

    shared("long answers")("shows what the receiver says short, as text, without its secrets", async () => {
      const secrets = secretFieldsOf(kind, configOf()).map((name) => configOf()[name]);
      receiver.answerWith({ status: 500, body: `\u0000\u001b[31m${secrets.join(" ")} ${"x".repeat(5_000)}` });
      const error = await failureOf(send());
      expect(error.message.length).toBeLessThan(1_100);
      for (const secret of secrets) expect(error.message).not.toContain(secret);
      receiver.answerWith({ status: 502, body: "<html><body><h1>Bad Gateway</h1></body></html>" });
      expect((await failureOf(send())).message).not.toContain("<");
    });

    test("takes any text: long, odd and hostile", async () => {
      const odd = `<script>@channel <!here> \u0000\ud800 \u202e\ufffe ${"long ".repeat(2_000)}`;
      const message = { ...sampleMessage, title: odd, description: odd, runbook: odd };
      expect(await send(receiverWorld(receiver.url), message)).toBeDefined();
      for (const { body } of receiver.received) expect(body.isWellFormed()).toBe(true);
    });

    test("turns a mistake of ours into a failure of this delivery", async () => {
      const error = await failureOf(send(brokenWorld(new TypeError("ours"))));
      expect(error).toMatchObject({ reason: "configuration", isRetryable: false });
    });
  });
}
