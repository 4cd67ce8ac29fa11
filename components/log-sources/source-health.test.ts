import { expect, test } from "vitest";
import type { HealthStatus } from "#lib/health-checks/schema.ts";
import { healthMarks } from "./source-health.tsx";

test.each<[boolean, HealthStatus, string]>([
  [true, "failing", "Paused, Unhealthy"],
  [true, "healthy", "Paused"],
  [true, "unknown", "Paused"],
  [false, "failing", "Unhealthy"],
  [false, "healthy", "Healthy"],
  [false, "unknown", "Not known"],
])("paused %s and %s is said as %s", (isPaused, status, words) => {
  const marks = healthMarks({ isPaused, health: { status, reasons: [] } });
  expect(marks.map(({ word }) => word).join(", ")).toBe(words);
});
