import "server-only";
import type { AlertType, Severity } from "#lib/destinations/terms.ts";
import { Fragment, fragment } from "#lib/sql.ts";
import { type AlertStatus, activeStatuses } from "./terms.ts";

/** A row of `alerts` as raw SQL reads it. */
export interface AlertRow {
  id: string;
  type: AlertType;
  kind: string;
  subject: string;
  severity: Severity;
  status: AlertStatus;
  isRegressed: boolean;
  title: string;
  description: string;
  runbook: string;
  facts: Record<string, unknown>;
  tags: string[];
  sourceId: string | null;
  sourceType: string | null;
  assigneeId: string | null;
  assigneeName: string | null;
  eventCount: number;
  createdAt: Date;
  openedAt: Date;
  firstEventAt: Date;
  lastEventAt: Date;
  resolvedAt: Date | null;
  snoozedUntil: Date | null;
  updatedAt: Date;
  updatedById: string | null;
  updatedByType: "user" | "api-token" | "system" | null;
}

/** The select list of `AlertRow` for `alerts a`. */
export const alertColumns = fragment`
  a.id, a.type, a.kind, a.subject, a.severity, a.status, a.is_regressed, a.title, a.description, a.runbook, a.facts, a.tags,
  a.source_id, a.source_type, a.assignee_id, (SELECT u.name FROM users u WHERE u.id = a.assignee_id) AS assignee_name,
  a.event_count, a.created_at, a.opened_at, a.first_event_at, a.last_event_at, a.resolved_at, a.snoozed_until, a.updated_at,
  a.updated_by_id, a.updated_by_type`;

/** Whether `alerts a` still asks for attention. */
export const isActiveAlert: Fragment = new Fragment(
  [`a.status IN (${activeStatuses.map((status) => `'${status}'`).join(", ")})`],
  [],
);
