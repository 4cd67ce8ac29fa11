import { expect, test } from "vitest";
import type { AlertActivity } from "#lib/alerts/schema.ts";
import { foldDeliveries } from "./fold-deliveries.ts";

const entry = (id: string, action: AlertActivity["action"], destinationName = "soar"): AlertActivity => ({
  id,
  occurredAt: "2026-11-28T08:14:02.000Z",
  action,
  actor: { id: "", type: "system" },
  detail: { destinationName },
});

test("failures of one destination in a row are one entry, the latest; what happened between them stays", () => {
  const timeline = [
    entry("6", "delivery-failed"),
    entry("5", "delivery-failed"),
    entry("4", "delivery-failed", "pager"),
    entry("3", "status-changed"),
    entry("2", "delivery-failed"),
    entry("1", "opened"),
  ];
  expect(foldDeliveries(timeline).map(({ activity, count }) => [activity.id, count])).toEqual([
    ["6", 2],
    ["4", 1],
    ["3", 1],
    ["2", 1],
    ["1", 1],
  ]);
});
