import { describe, expect, test } from "vitest";
import { checksFor, observe, type SourceFacts } from "./observations.ts";

const at = new Date("2026-11-24T08:12:30Z");
const facts = (over: Partial<SourceFacts> = {}): SourceFacts => ({
  silentSince: new Date("2026-11-24T07:00:00Z"),
  lastReceivedAt: new Date("2026-11-24T07:00:00Z"),
  refused: null,
  unclassified: 0,
  failedBatches: 0,
  usualEventsPerHour: null,
  downMinutes: 0,
  others: 0,
  ...over,
});

describe("the cause", () => {
  const refused = { count: 1, lastAt: at, lastDetail: "The header x-k holds a wrong secret." };

  test.each([
    [
      { refused, unclassified: 5 },
      "1 request was refused since it fell silent, the latest at 2026-11-24 08:12 UTC: The header x-k holds a wrong secret.",
    ],
    [
      { unclassified: 1_204, failedBatches: 1 },
      "1,204 lines arrived since then that no attached schema accepts: the format has changed, not the sender.",
    ],
    [{ failedBatches: 1 }, "1 body arrived since then that could not be processed and is kept."],
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
  const many = facts({ others: 4_999 });
  expect(observe(many)).toEqual({
    cause: "At least 4,999 other sources fell silent in the same minute.",
    observations: [],
  });
  expect(checksFor(many, ["Look at this sender."])).toEqual([expect.stringContaining("have in common")]);
  expect(checksFor(facts({ others: 3 }), ["Look at this sender."])).toEqual(["Look at this sender."]);
});
