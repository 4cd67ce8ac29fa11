import { expect, test } from "vitest";
import type { AlertType, Severity } from "#lib/destinations/terms.ts";
import { isRoutedTo } from "./routing.ts";

const cases: [
  string,
  AlertType,
  Severity,
  { types: AlertType[]; severities: Severity[]; isEnabled?: boolean },
  boolean,
][] = [
  [
    "a system error bypasses severities",
    "SYSTEM_ERROR",
    "CRITICAL",
    { types: ["SYSTEM_ERROR"], severities: ["LOW"] },
    true,
  ],
  [
    "a system error needs no severity at all",
    "SYSTEM_ERROR",
    "CRITICAL",
    { types: ["SYSTEM_ERROR"], severities: [] },
    true,
  ],
  ["a system error needs its type", "SYSTEM_ERROR", "CRITICAL", { types: ["RULE"], severities: ["CRITICAL"] }, false],
  ["a rule match needs type and severity", "RULE", "HIGH", { types: ["RULE"], severities: ["HIGH"] }, true],
  ["a rule match stops at another severity", "RULE", "HIGH", { types: ["RULE"], severities: ["LOW"] }, false],
  [
    "a rule error stops where only rules are asked for",
    "RULE_ERROR",
    "HIGH",
    { types: ["RULE"], severities: ["HIGH"] },
    false,
  ],
  [
    "nothing goes to a disabled destination",
    "SYSTEM_ERROR",
    "CRITICAL",
    { types: ["SYSTEM_ERROR"], severities: ["CRITICAL"], isEnabled: false },
    false,
  ],
];

test.each(cases)("%s", (_name, type, severity, rule, expected) => {
  const destination = {
    id: "d",
    isEnabled: rule.isEnabled ?? true,
    alertTypes: rule.types,
    severities: rule.severities,
  };
  expect(isRoutedTo({ type, severity }, destination)).toBe(expected);
});

test("a destination that fails is not told that it fails, and others are", () => {
  const rule = { isEnabled: true, alertTypes: ["SYSTEM_ERROR"], severities: [] };
  const alert = { type: "SYSTEM_ERROR", severity: "CRITICAL", excludedDestinationId: "a" } as const;
  expect(isRoutedTo(alert, { id: "a", ...rule })).toBe(false);
  expect(isRoutedTo(alert, { id: "b", ...rule })).toBe(true);
});
