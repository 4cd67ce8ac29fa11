import "server-only";
import type pg from "pg";
import type { SystemErrorKind } from "./define-system-error.ts";

/** What a report did, and which destinations are now owed a message: nudge them after the commit. */
export interface Reported {
  alertId: string;
  outcome: "opened" | "regressed" | "appended";
  destinationIds: string[];
}

/**
 * Says inside the caller's transaction that `kind` happened `count` times to `subject`: opens an alert, reopens the
 * resolved one as regressed, or appends to the open one. Deliveries to every matching destination are written in the same
 * transaction. It locks the alert's row until the transaction ends, so call it last.
 * @param occurredAt when the latest of them happened; it may lie before `now`.
 */
export async function report<Subject extends object, Report extends object, Facts extends object>(
  _client: pg.ClientBase,
  _kind: SystemErrorKind<Subject, Report, Facts>,
  _subject: Subject,
  _report: Report,
  _count: number,
  _now: Date,
): Promise<Reported> {
  throw new Error("report: being built");
}

/**
 * Says inside the caller's transaction that what was reported is over. Nothing happens when no alert of it is active.
 * @param why a sentence for the timeline.
 * @returns the destinations that are owed "resolved": nudge them after the commit; null when nothing was active.
 */
export async function resolve<Subject extends object, Report extends object, Facts extends object>(
  _client: pg.ClientBase,
  _kind: SystemErrorKind<Subject, Report, Facts>,
  _subject: Subject,
  _now: Date,
  _why: string,
): Promise<{ alertId: string; destinationIds: string[] } | null> {
  throw new Error("resolve: being built");
}
