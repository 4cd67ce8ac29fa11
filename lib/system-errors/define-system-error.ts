import "server-only";
import type { z } from "zod";
import type { AlertRow } from "#lib/alerts/alert-row.ts";
import type { AlertEventPage } from "#lib/alerts/schema.ts";
import { type Fragment, fragment } from "#lib/sql.ts";

/** What a system error relates to, in the words of the public API. */
export type RelatedComponent = "LOG_SOURCE" | "DESTINATION" | "CLOUD_ACCOUNT";

/** What ends an error although nothing says so at the moment it happens; the sweep looks for it. */
export interface Ending {
  /** A condition on `alerts a`. */
  when(now: Date): Fragment;
  /** A sentence for the timeline. */
  why: string;
}

/** For kinds whose subject is a log source. */
export const sourceIsDeleted: Ending = {
  when: () => fragment`NOT EXISTS (SELECT 1 FROM log_sources s WHERE s.id = a.source_id)`,
  why: "The log source was deleted",
};

/**
 * One kind of system error, described in one file of `kinds/`. `Subject` is what it is about, `Report` what is
 * reported each time, `Facts` what the alert keeps. How it looks stands in `components/system-errors/kinds`.
 */
export interface SystemErrorKind<Subject extends object, Report extends object, Facts extends object> {
  /** `systemError.type` of the public API, and `kind` of the alert's row. */
  kind: string;
  relatedComponent: RelatedComponent;
  /** The shape of what the alert keeps; what was stored in another one is left out when the error goes on. */
  facts: z.ZodType<Facts>;
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
  /** How many events a report stands for; one when left out. */
  countOf?(report: Report): number;
  /** The alert's facts after a report. `previous` is null when the error opens or comes back. */
  merge(previous: Facts | null, subject: Subject, report: Report): Facts;
  /** What `GET /alerts/{id}/events` lists for one report; left out when the events stand elsewhere. */
  eventOf?(report: Report): object;
  /** Reads the events of kinds whose events stand elsewhere, newest first. */
  listEvents?(alert: AlertRow, options: { limit: number; cursor?: string | undefined }): Promise<AlertEventPage>;
  title(facts: Facts): string;
  /** What happened, in two or three sentences. */
  description(facts: Facts): string;
  /** What to do, in steps; of the latest report. */
  runbook(facts: Facts, report: Report): string;
  /** What ends it without anybody's doing; the first that holds is told. */
  endedWhen: readonly Ending[];
  /**
   * How it stands among the reasons of its source's health: a name, the health check that speaks of it, and a sentence when
   * the title is not it. Null for what is about no log source.
   */
  health: { reason: string; check: string; message?(alert: { eventCount: number }): string } | null;
  tags: readonly string[];
  /** One report as it could come, and the title it leads to: what the kind is, in one line, and what its tests begin with. */
  example: { subject: Subject; report: Report; title: string };
}

/** Checks a kind's types and gives it back. */
export function defineSystemError<
  const Kind extends string,
  const Reason extends string,
  Subject extends object,
  Report extends object,
  Facts extends object,
>(
  kind: SystemErrorKind<Subject, Report, Facts> & { kind: Kind; health: { reason: Reason } | null },
): SystemErrorKind<Subject, Report, Facts> & { kind: Kind; health: { reason: Reason } | null } {
  return kind;
}
