import { describe, expect, test } from "vitest";
import type { AlertActivity } from "#lib/alerts/schema.ts";
import { activityActions } from "#lib/alerts/terms.ts";
import { activityWords } from "./activity-words.ts";

const entry = (action: AlertActivity["action"], detail: Record<string, unknown> = {}): AlertActivity => ({
  id: "1",
  occurredAt: "2026-11-23T08:14:02.000Z",
  action,
  actor: { id: "u", type: "user", name: "Ada Byron" },
  detail,
});

describe("activityWords", () => {
  test.each<[AlertActivity["action"], Record<string, unknown>, string]>([
    ["opened", { count: 418 }, "Opened, 418 events"],
    ["regressed", { count: 1 }, "Came back after it was resolved, 1 event"],
    ["status-changed", { from: "OPEN", to: "RESOLVED" }, "Ada Byron marked it resolved"],
    ["status-changed", { from: "OPEN", to: "CLOSED" }, "Ada Byron marked it invalid"],
    ["assigned", { assigneeId: null, assigneeName: null }, "Ada Byron assigned it to nobody"],
    ["delivered", { destinationName: "sec-oncall", statusCode: 200 }, "Told sec-oncall (200)"],
    ["delivery-failed", { destinationName: "soar", isFinal: true }, "soar could not be told, given up"],
    ["snoozed", { until: null }, "Ada Byron ended the snooze"],
  ])("%s", (action, detail, words) => {
    expect(activityWords(entry(action, detail), undefined).words).toBe(words);
  });

  test.each<[string | undefined, string]>([
    ["SOURCE_CLASSIFICATION_FAILURES", "Opened, 1 line"],
    ["SOURCE_NO_DATA", "Opened"],
    ["ALERT_DELIVERY", "Opened"],
    [undefined, "Opened, 1 event"],
  ])("of %s it counts what the kind counts", (kind, words) => {
    expect(activityWords(entry("opened", { count: 1 }), kind).words).toBe(words);
    expect(activityWords(entry("regressed", { count: 1 }), kind).words).toBe(
      words.replace("Opened", "Came back after it was resolved"),
    );
  });

  test("says something for every action, whatever its detail holds", () => {
    for (const action of activityActions) {
      expect(activityWords(entry(action), undefined).words).toMatch(/\w/);
      expect(activityWords(entry(action), undefined).words).not.toMatch(/undefined|null|\[object/);
    }
  });
});
