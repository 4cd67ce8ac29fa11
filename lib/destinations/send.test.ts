import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { failureOf, sampleMessage, sendOptions } from "#lib/testing/destination-kind-suite.ts";
import { brokenWorld } from "#lib/testing/receiver-world.ts";
import { attemptTimeoutMs, sendTo, sendWith } from "./send.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const config = { url: "https://example.com/hook", secret: `whsec_${Buffer.alloc(32, 7).toString("base64")}` };

test("an attempt that waits for something that never comes ends in time, and so do its requests", async () => {
  let isAborted = false;
  const world = brokenWorld(new Error("not used"));
  world.outbound.request = (_url, { signal }) =>
    new Promise(() => signal?.addEventListener("abort", () => (isAborted = true)));
  const failure = failureOf(sendWith("webhook", config, sampleMessage, sendOptions(world)));
  await vi.advanceTimersByTimeAsync(attemptTimeoutMs);
  expect(await failure).toMatchObject({ reason: "timeout", isRetryable: true, statusCode: null });
  expect(isAborted).toBe(true);
});

test("a destination whose secrets were sealed with another key says what to do", async () => {
  const stored = { id: "d", kind: "webhook", shown: { url: config.url }, sealedSecrets: "v1.AAAA.AAAA.AAAA" };
  const failure = await failureOf(sendTo(stored, sampleMessage, sendOptions(brokenWorld(new Error("not used")))));
  expect(failure).toMatchObject({ reason: "configuration", isRetryable: false });
  expect(failure.message).toContain("TELLTALE_SECRET_KEY; enter them again");
});

test("a kind that is no longer there is a failure of this delivery", async () => {
  const failure = await failureOf(sendWith("pigeon", {}, sampleMessage, sendOptions(brokenWorld(new Error("x")))));
  expect(failure).toMatchObject({ reason: "configuration", isRetryable: false });
});
