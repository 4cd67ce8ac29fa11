import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { followed, makeReach, type ReachAnswer } from "./reach.ts";

const retryMs = 2000;

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 10, 28, 3, 2) }));
afterEach(() => void vi.useRealTimers());

/** A server that answers what stands in `answer` when it is asked. */
function serverThat(first: ReachAnswer) {
  const server = { answer: first, asked: 0 };
  const reach = makeReach({
    ask: async () => {
      server.asked += 1;
      return server.answer;
    },
    now: Date.now,
    retryMs,
  });
  return { server, reach };
}

test("is lost since the question that failed, and asks again until it is answered", async () => {
  const { server, reach } = serverThat("unreachable");
  const seen: unknown[] = [];
  reach.subscribe(() => seen.push(reach.lost()));
  expect(await reach.isReached()).toBe(false);
  await vi.advanceTimersByTimeAsync(5 * retryMs);
  expect(server.asked).toBe(6);
  server.answer = "reached";
  await vi.advanceTimersByTimeAsync(retryMs);
  expect(seen).toEqual([{ cause: "unreachable", since: Date.UTC(2026, 10, 28, 3, 2) }, null]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.asked).toBe(7);
});

test("a session that ended is another cause, since another time", async () => {
  const { server, reach } = serverThat("unreachable");
  await reach.check();
  server.answer = "signed-out";
  await vi.advanceTimersByTimeAsync(retryMs);
  expect(reach.lost()).toEqual({ cause: "signed-out", since: Date.UTC(2026, 10, 28, 3, 2) + retryMs });
});

test("does not ask when the server has just answered, and asks once for many who want to know", async () => {
  const { server, reach } = serverThat("reached");
  reach.heard();
  expect(await reach.isReached()).toBe(true);
  expect(server.asked).toBe(0);
  await vi.advanceTimersByTimeAsync(1001);
  expect(await Promise.all([reach.isReached(), reach.isReached(), reach.check()])).toEqual([true, true, true]);
  expect(server.asked).toBe(1);
});

test("waits for the next answer, and an answer to something else ends the waiting early", async () => {
  const { server, reach } = serverThat("unreachable");
  let isReached = false;
  const waiting = reach.untilReached().then(() => {
    isReached = true;
  });
  await vi.advanceTimersByTimeAsync(retryMs / 2);
  expect(isReached).toBe(false);
  server.answer = "reached";
  reach.heard();
  await waiting;
  expect(reach.lost()).toBeNull();
});

test("a request that hangs finds out that the server is away, and ends when it is back", async () => {
  const { server, reach } = serverThat("unreachable");
  let ended = "";
  const hung = followed(reach, (signal) => {
    const { promise, reject } = Promise.withResolvers<string>();
    signal.addEventListener("abort", () => reject(new Error("aborted")));
    return promise;
  }).catch((error: Error) => {
    ended = error.message;
  });
  await vi.advanceTimersByTimeAsync(3999);
  expect(reach.lost()).toBeNull();
  await vi.advanceTimersByTimeAsync(1);
  expect(reach.lost()?.cause).toBe("unreachable");
  expect(ended).toBe("");
  server.answer = "reached";
  await vi.advanceTimersByTimeAsync(retryMs);
  await hung;
  expect(ended).toBe("aborted");
});

test("a request that is answered soon asks nothing", async () => {
  const { server, reach } = serverThat("reached");
  expect(await followed(reach, async () => "answer")).toBe("answer");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(server.asked).toBe(0);
});
