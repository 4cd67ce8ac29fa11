import "server-only";
import type { SystemErrorType } from "./schema.ts";

/** What a system error relates to, in the words of the public API. */
export type RelatedComponent = "LOG_SOURCE" | "DESTINATION" | "CLOUD_ACCOUNT";

/**
 * One kind of system error, described in one file of `kinds/`. `Subject` is what it is about, `Report` what is
 * reported each time, `Facts` what the alert keeps.
 */
export interface SystemErrorKind<Subject extends object, Report extends object, Facts extends object> {
  kind: SystemErrorType;
  relatedComponent: RelatedComponent;
  /** Identifies the alert together with `kind`: one alert per key, reopened when it comes back. */
  dedupKey(subject: Subject): string;
  /** The log source, when the subject is one. */
  sourceOf(subject: Subject): { sourceId: string; sourceType: string } | null;
  /** The destination that must not be told, because it is the one that fails. */
  excludedDestinationId?(subject: Subject): string;
  /**
   * For kinds that report once an episode, and not again while it lasts: then "invalid" ends with the episode, because
   * nothing would ever report the next one again. Others stay quiet for a day after they were marked invalid.
   */
  isReportedOnce?: true;
  /** The alert's facts after a report. `previous` is null when the error opens or comes back. */
  merge(previous: Facts | null, subject: Subject, report: Report): Facts;
  /** What `GET /alerts/{id}/events` lists for one report; left out when the events stand elsewhere. */
  eventOf?(report: Report): object;
  title(facts: Facts): string;
  /** What happened, in two or three sentences. */
  description(facts: Facts): string;
  /** What to do, in steps; of the latest report. */
  runbook(facts: Facts, report: Report): string;
  tags: readonly string[];
}

/** Checks a kind's types and gives it back. */
export function defineSystemError<Subject extends object, Report extends object, Facts extends object>(
  kind: SystemErrorKind<Subject, Report, Facts>,
): SystemErrorKind<Subject, Report, Facts> {
  return kind;
}
