import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { tokenActor } from "#lib/auth/actor.ts";
import { allPermissions } from "#lib/auth/schema.ts";
import { systemChange } from "#lib/change.ts";
import { closeConnections, pool } from "#lib/db.ts";
import { classificationFailures } from "#lib/system-errors/kinds/classification-failures.ts";
import { systemErrorOperations } from "#lib/system-errors/operations.ts";
import { report } from "#lib/system-errors/report.ts";
import { raiseFailures, sourceSubject } from "#lib/testing/alert-rows.ts";
import { apiCaller } from "#lib/testing/api-caller.ts";
import { insertDestination } from "#lib/testing/rows.ts";
import { alertOperations } from "./operations.ts";

afterAll(closeConnections);

const token = tokenActor({ id: randomUUID(), name: "ci token" }, allPermissions);
const call = apiCaller([...alertOperations, ...systemErrorOperations], () => token);

beforeEach(async () => {
  await pool.query("TRUNCATE alerts, alert_activities, deliveries, destinations, users, log_sources CASCADE");
});

describe("odd input", () => {
  const names = [
    "type",
    "sub-type",
    "cursor",
    "limit",
    "created-after",
    "created-before",
    "detection-id",
    "sort-dir",
    "name-contains",
  ];
  names.push(
    "log-source",
    "log-type",
    "resource-type",
    "status",
    "severity",
    "assignee",
    "event-count-min",
    "event-count-max",
  );
  const cursors = fc
    .array(fc.oneof(fc.double(), fc.integer(), fc.string(), fc.uuid()), { maxLength: 3 })
    .map((parts) => Buffer.from(JSON.stringify(parts)).toString("base64url"));
  const value = fc.oneof(
    fc.string({ unit: "binary" }),
    cursors,
    fc.constantFrom(
      "SYSTEM_ERROR",
      "",
      "\0",
      "9".repeat(30),
      "-1",
      "1e9",
      "0000-01",
      "9999-12-31",
      "999999999999",
      "2025-13",
    ),
  );

  test("is an answer below 500 from the list and its pages", { timeout: 60_000 }, async () => {
    const id = await raiseFailures();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 4 }), async (pairs) => {
        const query = new URLSearchParams(pairs).toString();
        for (const path of ["/alerts", `/alerts/${id}/events`, `/alerts/${id}/activities`, "/alert-comments"]) {
          expect({ path, query, isFine: (await call("GET", `${path}?${query}`)).status < 500 }).toMatchObject({
            isFine: true,
          });
        }
      }),
      { numRuns: 150 },
    );
  });

  test("is an answer below 500 from changes and comments", { timeout: 60_000 }, async () => {
    const id = await raiseFailures();
    const body = fc.oneof(
      fc.jsonValue(),
      fc.record(
        {
          alertId: fc.constant(id),
          ids: fc.array(fc.oneof(fc.constant(id), value)),
          body: value,
          format: fc.constantFrom("PLAIN_TEXT", 1),
          status: fc.constantFrom("OPEN", "CLOSED", null),
          assignee: value,
          snoozedUntil: value,
        },
        { requiredKeys: [] },
      ),
    );
    await fc.assert(
      fc.asyncProperty(body, async (given) => {
        for (const [method, path] of [
          ["PATCH", "/alerts"],
          ["PATCH", `/alerts/${id}`],
          ["POST", "/alert-comments"],
        ] as const) {
          expect({ given, path, isFine: (await call(method, path, given)).status < 500 }).toMatchObject({
            isFine: true,
          });
        }
      }),
      { numRuns: 150 },
    );
  });

  test("in a failing line does not keep its alert from opening", async () => {
    await insertDestination();
    const text = `\0 \ud800 ${"😀".repeat(2_000)}`;
    const cause = {
      schema: "Okta.SystemLog",
      path: text,
      reason: "wrong_type" as const,
      expected: text,
      found: text,
      message: text,
      lines: 1,
    };
    const subject = sourceSubject(`okta ${"😀".repeat(400)}`);
    for (let index = 0; index < 2; index++) {
      await systemChange(new Date(), (tx) =>
        report(tx, classificationFailures, subject, { lines: 1, causes: [cause] }),
      );
    }
    const [alert] = (await call("GET", "/alerts?type=SYSTEM_ERROR")).json.results;
    expect(alert.eventCount).toBe(2);
    expect(alert.context.causes.map((kept: { lines: number }) => kept.lines)).toEqual([2]);
  });
});
