import type { KeptLinesVerdict } from "#lib/kept-lines/schema.ts";
import { keptLinesWords, keyOfCause, wouldAllFit } from "#lib/kept-lines/terms.ts";
import type { FactsOf } from "#lib/system-errors/schema.ts";

type Cause = FactsOf<"SOURCE_CLASSIFICATION_FAILURES">["causes"][number];

/** From so many on, causes were left out of the verdict: what is not among them may stand all the same. */
const mostCauses = 200;

/**
 * How many kept lines with this cause would still fail by the schemas attached now; null when that is not known.
 * @param verdict undefined when nothing was judged yet.
 */
export function stillFailing(cause: Cause, verdict: KeptLinesVerdict | undefined): number | null {
  if (verdict === undefined || verdict.hasNewer) return null;
  const found = verdict.standing.find((one) => keyOfCause(one) === keyOfCause(cause));
  if (found) return found.lines;
  return verdict.standing.length < mostCauses ? 0 : null;
}

/** The causes for which kept lines would still fail, or of which that is not known. */
export function standingCauses(causes: readonly Cause[], verdict: KeptLinesVerdict | undefined): Cause[] {
  return causes.filter((cause) => stillFailing(cause, verdict) !== 0);
}

interface KeptLinesProps {
  /** Undefined as long as nothing was judged: then nothing is said. */
  verdict: KeptLinesVerdict | undefined;
  /** Whether the error is still open. */
  isActive: boolean;
}

/** "4 of 6 kept lines would now fit" with what follows from it. */
export function KeptLines({ verdict, isActive }: KeptLinesProps) {
  if (!verdict) return null;
  const words = keptLinesWords(verdict);
  return (
    <p className="mb-3 max-w-[68ch] rounded-control bg-sunken px-3 py-2">
      <span className="font-[560]">
        {words.charAt(0).toUpperCase()}
        {words.slice(1)} would now fit.
      </span>{" "}
      <span className="text-ink-2">
        Judged by the schemas that are attached now; the lines stay failures until they are classified again.
        {verdict.hasNewer && " Lines that failed since are judged within a minute."}
        {isActive && wouldAllFit(verdict) && !verdict.isLimited && " This error closes by itself within a minute."}
      </span>
    </p>
  );
}
