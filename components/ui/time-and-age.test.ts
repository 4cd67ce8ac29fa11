import { expect, test } from "vitest";
import { timeAndAge } from "./time-and-age.ts";

const now = new Date("2026-11-23T10:04:31Z");

test.each([
  ["2026-11-23T09:23:31Z", "today at 09:23 UTC, 41 min ago"],
  ["2026-11-22T08:00:00Z", "yesterday at 08:00 UTC, 1 d 2 h ago"],
  ["2026-11-20T08:00:00Z", "on Nov 20 at 08:00 UTC, 3 d 2 h ago"],
  ["2026-11-23T10:09:31Z", "today at 10:09 UTC, in 5 min"],
  ["2026-11-23T10:04:31Z", "today at 10:04 UTC, now"],
])("%s with its age has one date: %s", (at, words) => {
  expect(timeAndAge(new Date(at), "UTC", now)).toBe(words);
});
