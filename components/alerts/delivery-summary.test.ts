import { describe, expect, test } from "vitest";
import type { AlertDelivery } from "#lib/alerts/schema.ts";
import { deliverySummary, latestPerDestination } from "./delivery-summary.ts";

function delivery(outputId: string, state: AlertDelivery["state"], fields: Partial<AlertDelivery> = {}): AlertDelivery {
  return {
    outputId,
    label: outputId,
    message: "",
    statusCode: 0,
    success: state === "DELIVERED",
    dispatchedAt: "2026-11-23T08:00:00.000Z",
    id: `${outputId}-${state}`,
    state,
    cause: "opened",
    attemptCount: state === "PENDING" ? 0 : 1,
    nextAttemptAt: null,
    createdAt: "2026-11-23T08:00:00.000Z",
    finishedAt: null,
    attempts: [],
    ...fields,
  };
}

describe("deliverySummary", () => {
  test.each<[string, AlertDelivery[], string, string]>([
    ["nobody is told", [], "No destination", "warn"],
    ["everybody was told", [delivery("a", "DELIVERED"), delivery("b", "DELIVERED")], "2 of 2", "plain"],
    [
      "one waits for its first attempt",
      [delivery("a", "DELIVERED"), delivery("b", "PENDING")],
      "1 of 2, 1 sending",
      "plain",
    ],
    ["one failed and is tried again", [delivery("a", "PENDING", { attemptCount: 3 })], "0 of 1, 1 retrying", "warn"],
    ["one was given up", [delivery("a", "FAILED"), delivery("b", "DELIVERED")], "1 of 2, 1 failed", "fail"],
    ["a cancelled one does not count", [delivery("a", "CANCELLED"), delivery("b", "DELIVERED")], "1 of 1", "plain"],
  ])("%s", (_, deliveries, words, tone) => {
    expect(deliverySummary(deliveries)).toEqual({ words, tone });
  });

  test("being told of the end does not count as being told of the error", () => {
    const opened = delivery("a", "FAILED");
    const resolved = delivery("a", "DELIVERED", { cause: "resolved", createdAt: "2026-11-23T09:00:00.000Z" });
    expect(deliverySummary([opened, resolved]).words).toBe("0 of 1, 1 failed");
  });

  test("what was sent again counts by its newest delivery", () => {
    const failed = delivery("a", "FAILED");
    const again = delivery("a", "DELIVERED", { createdAt: "2026-11-23T09:00:00.000Z" });
    expect(deliverySummary([failed, again]).words).toBe("1 of 1");
    expect(latestPerDestination([again, failed])).toEqual([again]);
  });
});
