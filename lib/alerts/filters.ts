import "server-only";
import type { AlertType, Severity } from "#lib/destinations/terms.ts";
import { type Fragment, fragment } from "#lib/sql.ts";
import { isActiveAlert } from "./alert-row.ts";
import { type AlertGroup, type AlertStatus, activeStatuses, alertGroups, nobody } from "./terms.ts";

/** All that a list can be narrowed by; what is left out or empty narrows nothing. */
export interface AlertFilters {
  group: AlertGroup;
  subTypes?: readonly AlertType[] | undefined;
  /** Opened, or come back, at this time or later. */
  createdAfter?: Date | undefined;
  createdBefore?: Date | undefined;
  /** Active alerts pass `createdAfter` whatever their age. */
  keepsActive?: boolean | undefined;
  detectionId?: string | undefined;
  nameContains?: string | undefined;
  /** Words of the title or of what it says happened. */
  text?: string | undefined;
  logSources?: readonly string[] | undefined;
  logTypes?: readonly string[] | undefined;
  resourceTypes?: readonly string[] | undefined;
  kinds?: readonly string[] | undefined;
  statuses?: readonly AlertStatus[] | undefined;
  severities?: readonly Severity[] | undefined;
  /** Ids of users; `nobody` for what is assigned to none. */
  assignees?: readonly string[] | undefined;
  eventCountMin?: number | undefined;
  eventCountMax?: number | undefined;
}

/** Conditions on `alerts a` that all hold. */
export function all(conditions: readonly Fragment[]): Fragment {
  return conditions.reduce((one, other) => fragment`${one} AND ${other}`);
}

const nothing = fragment`false`;

/** A count that may be compared with a bigint column; no alert has more events. */
function withinBigint(count: number): number {
  return Math.max(-1, Math.min(count, Number.MAX_SAFE_INTEGER));
}

const isGiven = (list: readonly unknown[] | undefined): list is readonly unknown[] =>
  list !== undefined && list.length > 0;

function hasStatus(statuses: readonly AlertStatus[]): Fragment {
  const isActive = statuses.length === activeStatuses.length && activeStatuses.every((one) => statuses.includes(one));
  return isActive ? isActiveAlert : fragment`a.status = ANY(${statuses})`;
}

/** What an index finds, or what leaves out little. */
export function indexedConditions(filters: AlertFilters): Fragment[] {
  const { group, subTypes, kinds, statuses, logSources, createdAfter, createdBefore } = filters;
  const found = [fragment`a.type = ANY(${alertGroups[group]})`];
  if (isGiven(subTypes)) found.push(fragment`a.type = ANY(${subTypes})`);
  if (isGiven(kinds)) found.push(fragment`a.kind = ANY(${kinds})`);
  if (isGiven(statuses)) found.push(hasStatus(statuses));
  if (isGiven(logSources)) found.push(fragment`a.source_id::text = ANY(${logSources})`);
  if (createdBefore) found.push(fragment`a.created_at < ${createdBefore}`);
  if (createdAfter) {
    const isRecent = fragment`a.opened_at >= ${createdAfter}`;
    found.push(filters.keepsActive ? fragment`(${isRecent} OR ${isActiveAlert})` : isRecent);
  }
  return found;
}

/** What has to be looked at row by row. */
export function scannedConditions(filters: AlertFilters): Fragment[] {
  const { severities, assignees, logTypes, nameContains, text, eventCountMin, eventCountMax } = filters;
  const found: Fragment[] = [];
  if (isGiven(severities)) found.push(fragment`a.severity = ANY(${severities})`);
  if (isGiven(assignees)) {
    const isNobodys = assignees.includes(nobody) ? fragment`a.assignee_id IS NULL` : nothing;
    found.push(fragment`(a.assignee_id::text = ANY(${assignees}) OR ${isNobodys})`);
  }
  if (isGiven(logTypes)) {
    found.push(
      fragment`EXISTS (SELECT 1 FROM log_sources s WHERE s.id = a.source_id AND s.log_types && ${logTypes}::text[])`,
    );
  }
  // Of resources and detections there are none yet, so nothing is about one.
  if (isGiven(filters.resourceTypes) || filters.detectionId !== undefined) found.push(nothing);
  if (nameContains !== undefined) found.push(fragment`position(lower(${nameContains}) IN lower(a.title)) > 0`);
  if (text !== undefined) {
    const isInWords = fragment`position(lower(${text}) IN lower(a.title || ' ' || a.description)) > 0`;
    // The first characters of an id, as the page of an alert shows them.
    const isIdStart = /^[0-9a-f]{8,32}$/i.test(text.replaceAll("-", ""));
    const idStart = text.replaceAll("-", "").toLowerCase();
    found.push(
      isIdStart ? fragment`(${isInWords} OR starts_with(replace(a.id::text, '-', ''), ${idStart}))` : isInWords,
    );
  }
  if (eventCountMin !== undefined) found.push(fragment`a.event_count >= ${withinBigint(eventCountMin)}`);
  if (eventCountMax !== undefined) found.push(fragment`a.event_count <= ${withinBigint(eventCountMax)}`);
  return found;
}
