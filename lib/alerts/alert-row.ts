import "server-only";
import type { AlertType, Severity } from "#lib/destinations/schema.ts";
import { type AlertStatus, activeStatuses } from "./schema.ts";

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
export const alertColumns = `
  a.id, a.type, a.kind, a.subject, a.severity, a.status, a.is_regressed AS "isRegressed", a.title, a.description,
  a.runbook, a.facts, a.tags, a.source_id AS "sourceId", a.source_type AS "sourceType", a.assignee_id AS "assigneeId",
  (SELECT u.name FROM users u WHERE u.id = a.assignee_id) AS "assigneeName", a.event_count AS "eventCount",
  a.created_at AS "createdAt", a.opened_at AS "openedAt", a.first_event_at AS "firstEventAt",
  a.last_event_at AS "lastEventAt", a.resolved_at AS "resolvedAt", a.snoozed_until AS "snoozedUntil",
  a.updated_at AS "updatedAt", a.updated_by_id AS "updatedById", a.updated_by_type AS "updatedByType"`;

/** Whether `alerts a` still asks for attention, as a condition in SQL. */
export const isActiveAlert = `a.status IN (${activeStatuses.map((status) => `'${status}'`).join(", ")})`;
