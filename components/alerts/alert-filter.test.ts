import { expect, test } from "vitest";
import { alertFilterOf, alertsHref, isNarrowed, notNarrowed, statusesShown } from "./alert-filter.ts";

test("an empty URL shows what is open and leaves the tab to the page", () => {
  const filter = alertFilterOf({});
  expect(filter).toEqual({ tab: null, state: "open", ...notNarrowed, order: "created", cursor: null });
  expect(isNarrowed(filter)).toBe(false);
  expect(statusesShown(filter)).toEqual(["OPEN", "TRIAGED"]);
});

test("a filter survives its URL", () => {
  const filter = alertFilterOf({
    tab: "system-errors",
    state: "all",
    kind: "SOURCE_NO_DATA",
    q: " okta ",
    source: "0c9a1e8e-2f6b-4a52-9d8a-2f0b2a9a0001",
    "log-type": "Okta.SystemLog",
    assignee: "nobody",
    since: "7d",
    order: "last-seen",
    cursor: "abc",
  });
  const url = new URL(alertsHref(filter, { cursor: filter.cursor }), "http://console.invalid");
  expect(alertFilterOf(Object.fromEntries(url.searchParams))).toEqual(filter);
});

test("what is not known is left out", () => {
  expect(alertFilterOf({ tab: "cats", state: ["x"], kind: "NOPE" })).toMatchObject({
    tab: null,
    state: "open",
    kind: null,
  });
});

test("a changed filter starts at the newest again", () => {
  const filter = alertFilterOf({ tab: "system-errors", cursor: "abc" });
  expect(alertsHref(filter, { kind: "ALERT_DELIVERY" })).toBe("/alerts?tab=system-errors&kind=ALERT_DELIVERY");
});
