import { describe, expect, test } from "vitest";
import { checksFor, observe, type SourceFacts } from "./observations.ts";

const at = new Date("2026-11-24T08:12:30Z");
const since = new Date("2026-11-24T07:00:00Z");
const none = { count: 0, what: "sources", isAtLeast: false } as const;
const facts = (over: Partial<SourceFacts> = {}): SourceFacts => ({
  at,
  sourceLabel: "okta-prod",
  signal: "no-data",
  logType: "",
  silentSince: since,
  lastEventAt: since,
  lastReceivedAt: since,
  lastRefusedAt: null,
  refused: [],
  unclassified: 0,
  failed: null,
  waiting: null,
  usualEventsPerHour: null,
  downMinutes: 0,
  others: none,
  hours: null,
  keptDays: 90,
  ...over,
});

describe("the cause", () => {
  const refused = [
    { reason: "wrong_secret", count: 1, lastAt: at, lastDetail: "The header x-k holds a wrong secret." },
  ];

  test.each([
    [
      { refused, unclassified: 5 },
      "1 request was refused since it fell silent, the latest at 2026-11-24 08:12 UTC: The header x-k holds a wrong secret.",
    ],
    [
      { unclassified: 1_204, failed: { count: 1, lastError: null } },
      "1,204 lines arrived since then that no attached schema accepts: the format has changed, not the sender.",
    ],
    [{ failed: { count: 1, lastError: null } }, "1 body arrived since then that could not be processed and is kept."],
    [{}, null],
  ])("%o is %j", (over, cause) => {
    expect(observe(facts(over)).cause).toBe(cause);
  });
});

test("without a cause it says what did not come, and what is usual", () => {
  expect(observe(facts({ usualEventsPerHour: 119.6, downMinutes: 41 })).observations).toEqual([
    "Nothing has been received since 2026-11-24 07:00 UTC, and no request was refused.",
    "At this hour of the week it usually processes about 120 events an hour.",
    "41 minutes in which Telltale itself was down do not count.",
  ]);
  expect(observe(facts({ lastReceivedAt: null, usualEventsPerHour: 0.2 })).observations).toEqual([
    "Nothing was ever received from it.",
    "At this hour of the week it is usually quiet.",
  ]);
});

test("when many fall silent at once, what they have in common is looked for and not each sender", () => {
  const many = facts({ others: { count: 4_999, what: "sources", isAtLeast: true } });
  expect(observe(many)).toEqual({
    cause: "At least 4,999 other sources fell silent in the same minute.",
    observations: ["Nothing has been received since 2026-11-24 07:00 UTC, and no request was refused."],
  });
  expect(checksFor(many, ["Look at this sender."])).toEqual([expect.stringContaining("have in common")]);
  expect(checksFor(facts({ others: { ...none, count: 3 } }), ["Look at this sender."])).toEqual([
    "Look at this sender.",
  ]);
});

describe("what is said is true in every case", () => {
  const refused = [{ reason: "wrong_secret", count: 7, lastAt: at, lastDetail: "" }];
  test.each<[string, Partial<SourceFacts>, string[]]>([
    [
      "a source that was silent before its alarm was set",
      { silentSince: new Date("2026-11-24T07:30:00Z") },
      [
        "Nothing has been received since 2026-11-24 07:00 UTC, and no request was refused.",
        "Silence counts from 2026-11-24 07:30 UTC, 43 minutes before this alarm, when the alarm was set or the source resumed.",
      ],
    ],
    [
      "a request that was refused before its alarm was set",
      { lastRefusedAt: new Date("2026-11-24T07:00:30Z") },
      ["Nothing has been received since 2026-11-24 07:00 UTC; the latest request was refused at 2026-11-24 07:00 UTC."],
    ],
    [
      "a source of which every request was refused",
      { lastEventAt: null, lastReceivedAt: null, lastRefusedAt: at, refused },
      [
        "No request of it was ever accepted.",
        "Silence counts from 2026-11-24 07:00 UTC, 1 hour 13 minutes before this alarm, when the alarm was set or the source resumed.",
      ],
    ],
    [
      "refused requests are not known for longer than counters are kept",
      { at: new Date("2027-03-01T00:00:00Z") },
      ["Nothing has been received since 2026-11-24 07:00 UTC, and no request was refused in the last 90 days."],
    ],
    [
      "a body that waits for a moment",
      { lastReceivedAt: at, waiting: { count: 1, oldestAt: at } },
      [
        "The latest body was received at 2026-11-24 08:12 UTC.",
        "1 body waits to be classified, for less than a minute.",
      ],
    ],
    [
      "one minute of our own outage",
      { downMinutes: 1 },
      [
        "Nothing has been received since 2026-11-24 07:00 UTC, and no request was refused.",
        "1 minute in which Telltale itself was down does not count.",
      ],
    ],
    ["lines that no schema takes were received", { unclassified: 3 }, []],
    [
      "lines that no schema takes are no reason to be late",
      { signal: "late-data", unclassified: 3, lastReceivedAt: at },
      [
        "The latest body was received at 2026-11-24 08:12 UTC.",
        "3 lines arrived since 2026-11-24 07:00 UTC that no attached schema accepts.",
      ],
    ],
    [
      "in the hours of a calendar late events are watched only then",
      { signal: "late-data", hours: "Monday to Friday (UTC)", lastReceivedAt: at },
      ["The latest body was received at 2026-11-24 08:12 UTC.", "Only its hours are watched, Monday to Friday (UTC)."],
    ],
    [
      "other alarms",
      { others: { count: 7, what: "alarms", isAtLeast: true } },
      [
        "Nothing has been received since 2026-11-24 07:00 UTC, and no request was refused.",
        "At least 7 other alarms went off in the same minute: look for what they have in common.",
      ],
    ],
  ])("%s", (_, over, observations) => {
    expect(observe(facts(over)).observations).toEqual(observations);
  });

  test("what is known beside the cause is kept", () => {
    const known = observe(
      facts({ refused, unclassified: 5, others: { ...none, count: 150 }, downMinutes: 41, usualEventsPerHour: 100 }),
    );
    expect(known).toEqual({
      cause: "7 requests were refused since it fell silent, the latest at 2026-11-24 08:12 UTC.",
      observations: [
        "41 minutes in which Telltale itself was down do not count.",
        "The latest body was received at 2026-11-24 07:00 UTC.",
        "5 lines arrived since then that no attached schema accepts: the format has changed, not the sender.",
        "At this hour of the week it usually processes about 100 events an hour.",
        "150 other sources fell silent in the same minute: look for what they have in common.",
      ],
    });
  });
});
