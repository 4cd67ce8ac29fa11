import "server-only";
import type { SystemErrorKind } from "#lib/system-errors/define-system-error.ts";
import { report, resolve, updateOpenAlert } from "#lib/system-errors/report.ts";
import type { SourceSubject } from "#lib/system-errors/source-subject.ts";
import type { CheckedSource, HealthError, StandingError } from "./define-health-check.ts";

/** A report of what stands, with how much of it is new. */
export type Told<Standing extends StandingError> = Standing & { added: number };

/**
 * Has a check open its System Error, report again when more stands than was told, and close it when nothing does. One that a
 * person closed stays closed until more comes.
 * @param why a sentence for the timeline when it closes.
 */
export function tellsOf<Standing extends StandingError, Facts extends object>(
  kind: SystemErrorKind<SourceSubject, Told<Standing>, Facts>,
  of: (source: CheckedSource) => Standing | null,
  why: string,
): HealthError {
  return {
    of,
    async tell(tx, subject, told, now) {
      if (now === null) {
        await resolve(tx, kind, subject, why);
        return;
      }
      // What is read back from the row is what this check wrote into it.
      const added = now.standing - (told?.standing ?? 0);
      const reported = { ...(now as Standing), added: Math.max(0, added) };
      if (added > 0) await report(tx, kind, subject, reported);
      else await updateOpenAlert(tx, kind, subject, reported);
    },
  };
}
