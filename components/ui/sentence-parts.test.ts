import { expect, test } from "vitest";
import { sentenceParts } from "./sentence-parts.ts";

test.each([
  ["Nothing is known.", ["Nothing is known."]],
  ["", []],
  [
    "3 requests were refused, the latest at 2026-11-25 20:15 UTC: the secret.",
    ["3 requests were refused, the latest ", { at: "2026-11-25T20:15:00.000Z", form: "sentence" }, ": the secret."],
  ],
  [
    "Events are processed again since 2026-11-25 20:15 UTC.",
    ["Events are processed again since ", { at: "2026-11-25T20:15:00.000Z", form: "moment" }, "."],
  ],
  [
    "From 2026-02-28 23:59 UTC to 2026-03-01 00:00 UTC",
    [
      "From ",
      { at: "2026-02-28T23:59:00.000Z", form: "moment" },
      " to ",
      { at: "2026-03-01T00:00:00.000Z", form: "moment" },
    ],
  ],
  ["Found 2026-02-30 10:00 UTC.", ["Found 2026-02-30 10:00 UTC."]],
  ["Found 2026-11-25 20:15 CET and 2026-11-25 20:15.", ["Found 2026-11-25 20:15 CET and 2026-11-25 20:15."]],
])("%s", (text, parts) => {
  expect(sentenceParts(text)).toEqual(parts);
});
