import fc from "fast-check";
import { expect, test } from "vitest";
import { alertBody } from "#lib/destinations/alert-body.ts";
import type { AlertRow } from "./alert-row.ts";
import { boundedContext, composeMessage } from "./message.ts";

const at = new Date("2026-11-24T08:14:00Z");

function alert(over: Partial<AlertRow> = {}): AlertRow {
  return {
    id: "01234567-89ab-cdef-0123-456789abcdef",
    type: "SYSTEM_ERROR",
    kind: "SOURCE_CLASSIFICATION_FAILURES",
    subject: "s",
    severity: "CRITICAL",
    status: "OPEN",
    isRegressed: false,
    title: "Source [okta-prod] received events",
    description: "1 line",
    runbook: "1. Look",
    facts: { sourceLabel: "okta-prod" },
    tags: ["system-error"],
    sourceId: null,
    sourceType: null,
    assigneeId: null,
    assigneeName: null,
    eventCount: 1,
    createdAt: at,
    openedAt: at,
    firstEventAt: at,
    lastEventAt: at,
    resolvedAt: null,
    snoozedUntil: null,
    updatedAt: at,
    updatedById: null,
    updatedByType: null,
    ...over,
  };
}

test("points to the alert's page by the id of the API", () => {
  const message = composeMessage(alert(), "opened", at);
  expect(message.alertId).toBe("0123456789abcdef0123456789abcdef");
  expect(message.link.endsWith("/alerts/0123456789abcdef0123456789abcdef")).toBe(true);
});

test.each([
  ["opened", "OPEN", "alert.opened", "OPEN"],
  ["opened", "TRIAGED", "alert.opened", "TRIAGED"],
  ["opened", "RESOLVED", "alert.opened", "OPEN"],
  ["regressed", "CLOSED", "alert.regressed", "OPEN"],
  ["resolved", "RESOLVED", "alert.resolved", "RESOLVED"],
  ["resolved", "CLOSED", "alert.resolved", "CLOSED"],
  ["resolved", "OPEN", "alert.resolved", "RESOLVED"],
  ["manual", "TRIAGED", "alert.opened", "TRIAGED"],
  ["manual", "CLOSED", "alert.resolved", "CLOSED"],
] as const)("says of %s what it did, also when the alert is %s by now", (cause, status, event, told) => {
  const message = composeMessage(alert({ status }), cause, at);
  expect(message).toMatchObject({ event, status: told, isResent: cause === "manual", tags: ["system-error"] });
});

test("keeps facts as they are while they are small", () => {
  const facts = { lines: 3, causes: [{ path: "$.published", found: "yesterday" }] };
  expect(boundedContext(facts)).toEqual(facts);
});

test("stays under 20 kB as a webhook, whatever the facts and texts are", () => {
  const text = fc
    .tuple(fc.string({ unit: "binary", maxLength: 12 }), fc.nat(1_000))
    .map(([unit, times]) => unit.repeat(times));
  const facts = fc.record({
    causes: fc.array(fc.record({ found: text, message: text }), { maxLength: 20 }),
    sourceLabel: text,
    note: text,
  });
  fc.assert(
    fc.property(facts, text, text, (given, title, description) => {
      const row = alert({ facts: given, title: title.slice(0, 3_000), description, runbook: description });
      expect(Buffer.byteLength(alertBody(composeMessage(row, "opened", at)))).toBeLessThan(20_000);
    }),
    { numRuns: 50 },
  );
});

test("stays under 20 kB when every text is of control characters, which take six bytes each", () => {
  const text = "\u0000".repeat(5_000);
  const facts = { causes: [{ found: text, message: text }], note: text };
  const row = alert({ facts, title: text, description: text, runbook: text });
  const message = composeMessage(row, "opened", at);
  expect(Buffer.byteLength(alertBody(message))).toBeLessThan(20_000);
  expect(message.description.endsWith("…")).toBe(true);
});

test("shortens long facts instead of leaving them out", () => {
  const causes = Array.from({ length: 20 }, (_, index) => ({ path: `$.f${index}`, found: "x".repeat(2_000) }));
  const context = boundedContext({ causes }) as { causes: { found: string }[] };
  expect(context.causes.length).toBeGreaterThanOrEqual(5);
  expect(context.causes[0]?.found.endsWith("…")).toBe(true);
});
