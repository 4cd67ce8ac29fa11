import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { tokenActor } from "#lib/auth/actor.ts";
import { closeConnections, pool } from "#lib/db.ts";
import { raiseFailures, sourceSubject } from "#lib/testing/alert-rows.ts";
import { apiCaller } from "#lib/testing/api-caller.ts";
import { insertUser } from "#lib/testing/rows.ts";
import { countActiveAlerts, countAlerts, countLimit } from "./counts.ts";
import { scanLimit } from "./list.ts";
import { alertOperations } from "./operations.ts";

afterAll(closeConnections);

const reader = tokenActor({ id: randomUUID(), name: "reader" }, ["AlertRead", "AlertModify"]);
const call = apiCaller(alertOperations, () => reader);
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
const find = async (query: string) =>
  (await call("GET", `/alerts?type=SYSTEM_ERROR&${query}`)).json.results.map((alert: { id: string }) => alert.id);

beforeEach(() => pool.query("TRUNCATE alerts, alert_activities, deliveries, destinations, users, log_sources CASCADE"));

/** Many rows that nobody looks for, newer than all else. */
function insertOthers(count: number, status = "RESOLVED") {
  return pool.query(
    `INSERT INTO alerts (type, kind, subject, severity, status, title, description, runbook, facts, event_count, created_at, opened_at, first_event_at, last_event_at, updated_at)
     SELECT 'SYSTEM_ERROR', 'SOURCE_NO_DATA', 'other ' || n, 'CRITICAL', $2, 'other ' || n, '', '', '{}', 1, t, t, t, t, t
       FROM generate_series(1, $1) n, LATERAL (SELECT now() + n * interval '1 second' AS t) at`,
    [count, status],
  );
}

describe("a list of alerts", () => {
  test("is searched in titles and in what is said to have happened, whatever the case", async () => {
    const okta = await raiseFailures(sourceSubject("okta-prod"));
    const other = await raiseFailures(sourceSubject("gh-audit"));
    await pool.query(
      "UPDATE alerts SET description = 'action: found the text “reconnect”' WHERE title LIKE '%gh-audit%'",
    );
    expect(await find("text-contains=OKTA")).toEqual([okta]);
    expect(await find("text-contains=Reconnect")).toEqual([other]);
    expect(await find("text-contains=nowhere")).toEqual([]);
  });

  test("is searched by how an id begins, as the page of an alert shows it", async () => {
    const [one] = [await raiseFailures(sourceSubject("one")), await raiseFailures(sourceSubject("two"))];
    expect(await find(`text-contains=${one.slice(0, 8)}`)).toEqual([one]);
    expect(await find(`text-contains=${one.slice(0, 12).toUpperCase()}`)).toEqual([one]);
    expect(await find(`text-contains=${one.slice(0, 7)}`)).toEqual([]);
  });

  test("stands by when each was seen last, if asked, and pages in that order", async () => {
    const first = sourceSubject("first");
    const seenLast = await raiseFailures(first, minutesAgo(30));
    const newest = await raiseFailures(sourceSubject("second"), minutesAgo(20));
    await raiseFailures(first, minutesAgo(1));
    expect(await find("sort-by=created")).toEqual([newest, seenLast]);
    const page = (await call("GET", "/alerts?type=SYSTEM_ERROR&sort-by=last-seen&limit=1")).json;
    expect(page.results.map((alert: { id: string }) => alert.id)).toEqual([seenLast]);
    expect(await find(`sort-by=last-seen&limit=1&cursor=${page.next}`)).toEqual([newest]);
  });

  test("knows what is assigned to somebody and what to nobody", async () => {
    const mine = await raiseFailures();
    const free = await raiseFailures();
    const user = await insertUser();
    await call("PATCH", `/alerts/${mine}`, { assignee: user });
    expect(await find(`assignee=${user}`)).toEqual([mine]);
    expect(await find("assignee=nobody")).toEqual([free]);
    expect((await find(`assignee=nobody&assignee=${user}`)).toSorted()).toEqual([mine, free].toSorted());
  });

  test("gives all ids of a filter to who acts on all of them", async () => {
    const ids = [await raiseFailures(), await raiseFailures(), await raiseFailures()];
    await call("PATCH", `/alerts/${ids[0]}`, { status: "RESOLVED" });
    const open = await call("GET", "/alert-ids?type=SYSTEM_ERROR&status=OPEN&limit=1");
    const rest = await call("GET", `/alert-ids?type=SYSTEM_ERROR&status=OPEN&cursor=${open.json.next}`);
    expect([...open.json.results, ...rest.json.results]).toEqual([
      { id: ids[2], status: "OPEN" },
      { id: ids[1], status: "OPEN" },
    ]);
    expect(rest.json.next).toBeUndefined();
  });

  test("looks at so many rows a page when no index finds the text, and goes on from there", {
    timeout: 60_000,
  }, async () => {
    const okta = await raiseFailures(sourceSubject("okta-prod"), minutesAgo(1));
    await insertOthers(scanLimit);
    const first = (await call("GET", "/alerts?type=SYSTEM_ERROR&text-contains=okta")).json;
    expect(first.results).toEqual([]);
    expect(await find(`text-contains=okta&cursor=${first.next}`)).toEqual([okta]);
    const counts = await countAlerts(reader, { group: "SYSTEM_ERROR", text: "other 1" }, []);
    expect(counts.isAtLeast).toBe(true);
    expect(counts.byStatus.RESOLVED).toBe(1112);
  });
});

describe("counts", () => {
  test("are by status and kind, exact up to their limit and one more over it", { timeout: 60_000 }, async () => {
    await raiseFailures();
    const triaged = await raiseFailures();
    await call("PATCH", `/alerts/${triaged}`, { status: "TRIAGED" });
    await insertOthers(countLimit + 50);
    const kinds = ["SOURCE_CLASSIFICATION_FAILURES", "SOURCE_NO_DATA"];
    const { byStatus, byKind, isAtLeast } = await countAlerts(reader, { group: "SYSTEM_ERROR" }, kinds);
    expect(byStatus).toEqual({ OPEN: 1, TRIAGED: 1, RESOLVED: countLimit + 1, CLOSED: 0 });
    expect(byKind.get("SOURCE_CLASSIFICATION_FAILURES")).toEqual({ OPEN: 1, TRIAGED: 1, RESOLVED: 0, CLOSED: 0 });
    expect(isAtLeast).toBe(false);
    expect(await countActiveAlerts(reader)).toEqual({ ALERT: 0, DETECTION_ERROR: 0, SYSTEM_ERROR: 2 });
  });

  test("follow the search, the kinds with the states", async () => {
    await raiseFailures(sourceSubject("okta-prod"));
    await raiseFailures(sourceSubject("gh-audit"));
    const { byStatus, byKind } = await countAlerts(reader, { group: "SYSTEM_ERROR", text: "okta" }, []);
    expect(byStatus.OPEN).toBe(1);
    expect(byKind.get("SOURCE_CLASSIFICATION_FAILURES")?.OPEN).toBe(1);
  });
});
