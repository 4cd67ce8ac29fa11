import { expect, test } from "vitest";
import { minutesInWords } from "./duration-words.ts";

test.each([
  [15, "15 minutes"],
  [1, "1 minute"],
  [60, "1 hour"],
  [90, "1 hour 30 minutes"],
  [1440, "1 day"],
  [1800, "1 day 6 hours"],
  [43_200, "30 days"],
  [1441, "1 day 1 minute"],
  [1501, "1 day 1 hour"],
  [0, "0 minutes"],
])("%i minutes are %s", (minutes, words) => {
  expect(minutesInWords(minutes)).toBe(words);
});
