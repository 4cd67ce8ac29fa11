/** What is said of kept lines, for the browser as well: no zod. */
import type { KeptLinesCount, KeptLinesVerdict } from "./schema.ts";

/** Whether all that is known to have failed would fit now: then nothing about the lines is broken any more. */
export function wouldAllFit(verdict: KeptLinesVerdict | null): boolean {
  return verdict !== null && verdict.lines > 0 && verdict.fitting === verdict.lines && !verdict.hasNewer;
}

const number = (value: number) => value.toLocaleString("en-US");

/** "4 of 6 kept lines", "all of the latest 10,000 kept lines", "none of 6 kept lines", "the one kept line". */
export function keptLinesWords({ lines, fitting, isLimited }: KeptLinesCount): string {
  const of = `${isLimited ? "the latest " : ""}${number(lines)} kept lines`;
  if (lines === 1) return fitting === 1 ? "the one kept line" : "not the one kept line";
  if (fitting === 0) return `none of ${of}`;
  return fitting === lines ? `all ${isLimited ? "of " : ""}${of}` : `${number(fitting)} of ${of}`;
}
