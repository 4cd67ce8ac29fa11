import { expect, test } from "vitest";
import { bulkOutcome } from "./bulk-outcome.ts";

const refused = [{ sourceId: "a", message: "no" }];

test.each([
  [{ changed: 1, refused: [] }, 1, "1 hour", "Drop-off alarm of 1 hour set on 1 source"],
  [{ changed: 2, refused }, 4, "1 hour", "Drop-off alarm of 1 hour set on 2 sources; 1 source had it already"],
  [{ changed: 0, refused: [] }, 3, "1 hour", "3 sources had a drop-off alarm of 1 hour already"],
  [{ changed: 2, refused }, 3, null, "Drop-off alarm removed on 2 sources"],
  [{ changed: 1, refused: [] }, 3, null, "Drop-off alarm removed on 1 source; 2 sources had none"],
  [{ changed: 0, refused: [] }, 1, null, "1 source had no drop-off alarm"],
  [{ changed: 0, refused }, 1, null, null],
])("%j of %i with %s: %s", (result, asked, window, sentence) => {
  expect(bulkOutcome(result, asked, window)).toBe(sentence);
});
