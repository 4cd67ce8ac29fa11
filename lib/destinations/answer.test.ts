import { expect, test } from "vitest";
import { receiptOf, retryAfterOf } from "./answer.ts";
import type { DeliveryError } from "./delivery-error.ts";

const now = new Date("2026-11-28T10:00:00Z");
const answer = (status: number, body = "", headers: Record<string, string> = {}) => ({ status, body, headers });

function failure(run: () => unknown): DeliveryError {
  try {
    run();
  } catch (error) {
    return error as DeliveryError;
  }
  throw new Error("it arrived");
}

// What docs/webhooks.md promises: whatever is tried again is tried again when the receiver asks for it.
test.each([302, 303, 307, 408, 425, 429, 500, 502, 503, 504])("honours Retry-After on %i", (status) => {
  const error = failure(() => receiptOf(answer(status, "", { "retry-after": "15" }), now));
  expect(error).toMatchObject({ isRetryable: true, retryAfterMs: 15_000, statusCode: status });
});

test("honours Retry-After on an error inside of a 200", () => {
  const read = () => ({ message: "busy", reason: "rate-limited" as const, isRetryable: true });
  const error = failure(() => receiptOf(answer(200, "{}", { "retry-after": "2" }), now, read));
  expect(error).toMatchObject({ message: "busy", reason: "rate-limited", isRetryable: true, retryAfterMs: 2_000 });
});

test("takes an error inside of a 200 as refused unless the reader knows better", () => {
  const read = ({ body }: { body: string }) => (body === '{"ok":false}' ? { message: "not ok" } : null);
  expect(failure(() => receiptOf(answer(200, '{"ok":false}'), now, read))).toMatchObject({
    reason: "refused",
    isRetryable: false,
    statusCode: 200,
    message: "not ok",
  });
  expect(receiptOf(answer(200, '{"ok":true}'), now, read)).toEqual({ statusCode: 200, message: '{"ok":true}' });
});

test("keeps the meaning of the status where a reader only explains", () => {
  const read = () => ({ message: "the token was revoked" });
  expect(failure(() => receiptOf(answer(401), now, read))).toMatchObject({
    reason: "unauthorized",
    isRetryable: false,
    message: "the token was revoked",
  });
});

test.each([
  ["120", 120_000],
  [" 0 ", 0],
  ["Sat, 28 Nov 2026 10:01:00 GMT", 60_000],
  ["Saturday, 28-Nov-26 10:01:00 GMT", 60_000],
  ["Sat Nov 28 10:01:00 2026", 60_000],
  ["Sun Nov  1 10:01:00 2026", 0],
  ["Sat, 28 Nov 2026 09:00:00 GMT", 0],
  ["soon", null],
  ["-5", null],
  ["1.5", null],
  [undefined, null],
])("reads Retry-After %j as %j ms", (value, expected) => {
  expect(retryAfterOf(value, now)).toBe(expected);
});
