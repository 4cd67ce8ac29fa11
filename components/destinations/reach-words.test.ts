import { expect, test } from "vitest";
import type { Destination, DestinationTotals } from "#lib/destinations/schema.ts";
import { deletionWords, reachWords, retriedWords, savedWords } from "./reach-words.ts";

function totals(total: number, healthy = 0, failing = 0, unknown = 0): DestinationTotals {
  const taking = healthy + failing + unknown;
  return { total, systemErrors: { taking, healthy, failing, unknown }, deliveredLastDay: 0, failedLastDay: 0 };
}

test.each([
  [totals(0), "There is no destination, so nobody is told", true],
  [totals(2), "No destination takes System Errors, so nobody is told", true],
  [totals(1, 1), "1 of 1 destination receives System Errors", false],
  [totals(3, 2), "2 of 3 destinations receive System Errors", false],
  [totals(1, 0, 0, 1), "1 of 1 destination takes System Errors: 1 was not tried yet", true],
  [totals(2, 0, 2), "2 of 2 destinations take System Errors: 2 fail", true],
  [
    totals(4, 1, 1, 2),
    "4 of 4 destinations take System Errors: 1 receives them, 1 fails, and 2 were not tried yet",
    false,
  ],
])("%j is said as %s", (given, text, isWarning) => {
  expect(reachWords(given)).toEqual({ text, isWarning });
});

const destination = {
  isEnabled: true,
  alertTypes: ["SYSTEM_ERROR"],
  pendingCount: 0,
  deliveredLastDay: 0,
  failedLastDay: 0,
} as unknown as Destination;

test.each([
  [totals(0), "No other destination takes System Errors: nobody would be told of them any more."],
  [totals(1, 1), "1 other destination takes System Errors, and the latest delivery or test of it arrived."],
  [totals(2, 2), "2 other destinations take System Errors, and the latest delivery or test of each arrived."],
  [totals(2, 0, 1, 1), "2 other destinations take System Errors, but none is known to receive them: test them first."],
  [totals(3, 1, 2), "3 other destinations take System Errors; 1 of them is known to receive them."],
])("what remains of %j after a deletion is said", (others, words) => {
  expect(deletionWords(destination, others)).toEqual([
    "No message waits to be delivered.",
    "Nothing was delivered to it in the last 24 hours.",
    words,
  ]);
  expect(deletionWords({ ...destination, isEnabled: false }, others)).toHaveLength(2);
});

test("what is lost by a deletion is counted", () => {
  expect(
    deletionWords({ ...destination, alertTypes: ["RULE"], pendingCount: 1, deliveredLastDay: 2 }, totals(0)),
  ).toEqual([
    "1 message that waits to be delivered will not be.",
    "2 messages were delivered to it in the last 24 hours.",
  ]);
});

test.each([
  [0, "Nothing is tried again: no alert of what was given up in the last 30 days still goes on"],
  [1, "1 message is tried again now"],
  [2, "2 messages are tried again now"],
])("trying %i again is said", (retried, words) => {
  expect(retriedWords(retried)).toBe(words);
});

test.each([
  [{}, "Nothing waits to be delivered."],
  [{ pendingCount: 2 }, "2 messages that waited are due now."],
  [
    { pendingCount: 1, failedLastDay: 1 },
    "1 message that waited is due now. 1 given up in the last 24 hours is not tried again by itself: see its overview.",
  ],
  [{ isEnabled: false, pendingCount: 2 }, "It is off: 2 messages wait until it is on again."],
  [{ isEnabled: false }, "It is off: no alert is sent to it."],
])("saving says %j as %s", (over, words) => {
  expect(savedWords({ ...destination, ...over })).toBe(words);
});
