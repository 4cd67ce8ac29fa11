import { expect, test } from "vitest";
import { silenceSentence } from "./facts.ts";

test.each([
  [
    "3 requests were refused.",
    ["At this hour of the week it usually processes 12 events an hour."],
    "3 requests were refused.",
  ],
  [null, ["Nothing was ever received from it.", "1 other source fell silent."], "Nothing was ever received from it."],
  [null, [], null],
])("of cause %j and observations %j the one sentence is %j", (cause, observations, sentence) => {
  expect(silenceSentence({ cause, observations })).toBe(sentence);
});
