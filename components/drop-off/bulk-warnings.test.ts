import { expect, test } from "vitest";
import { bulkWarnings } from "./bulk-warnings.ts";

const source = (minutesThreshold: number | null, isOut = false) => ({
  dropOff: { minutesThreshold, calendar: null, others: 1, isOut },
});

test.each([
  [[source(null)], true, []],
  [
    [source(null), source(60)],
    true,
    ["1 of these has this alarm already: its window is replaced, its days, hours and snooze stay."],
  ],
  [[source(null), { dropOff: null }], false, ["None of these has this alarm: nothing will change."]],
  [
    [source(60, true), source(60)],
    false,
    [
      "2 of these have this alarm already, which is removed. Other alarms of these sources stay.",
      "1 of them is out: an alert that is still open is resolved, and the destinations are told so.",
    ],
  ],
])("%# says in numbers what is there already", (sources, isOn, words) => {
  expect(bulkWarnings(sources, isOn)).toEqual(words);
});
