import { expect, test } from "vitest";
import { bulkBackTestWords } from "./bulk-back-test.ts";

const quiet = { label: "okta-prod", alarms: 0 };

test.each([
  [[quiet], 1, "No alarm on any of them in the last 30 days"],
  [[quiet], 40, "No alarm of the first 1 of 40 in the last 30 days"],
  [[quiet, { label: "vpn", alarms: 1 }], 2, "1 alarm on 1 source in the last 30 days (vpn 1)"],
  [
    [1, 4, 2, 3].map((alarms) => ({ label: `s${alarms}`, alarms })),
    9,
    "10 alarms on 4 sources of the first 4 of 9 in the last 30 days (s4 4, s3 3, s2 2, and 1 more)",
  ],
])("says how loud a window would have been, the loudest first", (tried, chosen, words) => {
  expect(bulkBackTestWords(tried, chosen)).toBe(words);
});
