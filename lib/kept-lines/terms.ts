import type { KeptLinesCount, KeptLinesVerdict, StandingCause } from "./schema.ts";

/** What the browser needs of verdicts while it runs, apart from their shapes (schema.ts). */

/** The facts of an error keep so much of a cause's words. */
export const maxCauseText = 500;

/** What names a cause among those of one error. */
export function keyOfCause({ schema, path, reason, expected }: Omit<StandingCause, "lines">): string {
  return JSON.stringify([schema, path.slice(0, maxCauseText), reason, expected.slice(0, maxCauseText)]);
}

/** Whether all that is known to have failed would fit now: then nothing about the lines is broken any more. */
export function wouldAllFit(verdict: (KeptLinesCount & Pick<KeptLinesVerdict, "hasNewer">) | null): boolean {
  return verdict !== null && verdict.lines > 0 && verdict.fitting === verdict.lines && !verdict.hasNewer;
}

const number = (value: number) => value.toLocaleString("en-US");

/** "4 of 6 kept lines", "all of the latest 10,000 kept lines", "none of 6 kept lines", "the one kept line". */
export function keptLinesWords({ lines, fitting, isLimited }: KeptLinesCount): string {
  const of = `${isLimited ? "the latest " : ""}${number(lines)} kept lines`;
  if (lines === 1) return fitting === 1 ? "the one kept line" : "none of 1 kept line";
  if (fitting === 0) return `none of ${of}`;
  return fitting === lines ? `all ${isLimited ? "of " : ""}${of}` : `${number(fitting)} of ${of}`;
}
