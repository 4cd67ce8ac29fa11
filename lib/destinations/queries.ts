import "server-only";
import { type Actor, requirePermission } from "#lib/auth/actor.ts";
import { pool } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { toUuid } from "#lib/uuid.ts";
import { redacted } from "./config.ts";
import { secretFieldsOf } from "./define-destination.ts";
import { destinationKind } from "./registry.ts";
import type { AlertType, Destination, DestinationHealth, Severity } from "./schema.ts";

interface Row {
  id: string;
  kind: string;
  displayName: string;
  alertTypes: AlertType[];
  severities: Severity[];
  shown: Record<string, unknown>;
  sealedSecrets: string;
  isEnabled: boolean;
  createdAt: Date;
  updatedAt: Date;
  consecutiveFailures: number;
  lastSuccessAt: Date | null;
  lastFailureAt: Date | null;
  lastFailureMessage: string | null;
  breakerOpenUntil: Date | null;
  pendingCount: number;
  deliveredLastDay: number;
  failedLastDay: number;
}

const select = `
  SELECT d.id, d.kind, d.display_name AS "displayName", d.alert_types AS "alertTypes", d.severities, d.config AS shown,
         d.sealed_secrets AS "sealedSecrets", d.is_enabled AS "isEnabled", d.created_at AS "createdAt",
         d.updated_at AS "updatedAt", d.consecutive_failures AS "consecutiveFailures",
         d.last_success_at AS "lastSuccessAt", d.last_failure_at AS "lastFailureAt",
         d.breaker_open_until AS "breakerOpenUntil", failed.message AS "lastFailureMessage",
         counts.pending AS "pendingCount", counts.delivered AS "deliveredLastDay", counts.failed AS "failedLastDay"
    FROM destinations d
    CROSS JOIN LATERAL (
      SELECT count(*) FILTER (WHERE v.state = 'PENDING') AS pending,
             count(*) FILTER (WHERE v.state = 'DELIVERED' AND v.finished_at > $1::timestamptz - interval '1 day') AS delivered,
             count(*) FILTER (WHERE v.state = 'FAILED' AND v.finished_at > $1::timestamptz - interval '1 day') AS failed
        FROM deliveries v WHERE v.destination_id = d.id) counts
    LEFT JOIN LATERAL (
      SELECT a.message FROM delivery_attempts a JOIN deliveries v ON v.id = a.delivery_id
       WHERE v.destination_id = d.id AND NOT a.is_success AND d.consecutive_failures > 0
       ORDER BY a.id DESC LIMIT 1) failed ON true`;

function healthOf(row: Row): DestinationHealth {
  if (!row.isEnabled) return "disabled";
  if (row.consecutiveFailures > 0) return "failing";
  return row.lastSuccessAt === null ? "unknown" : "healthy";
}

function toDestination(row: Row, now: Date): Destination {
  const kind = destinationKind(row.kind);
  const isHeldBack = row.breakerOpenUntil !== null && row.breakerOpenUntil > now;
  return {
    id: row.id,
    kind: row.kind,
    displayName: row.displayName,
    alertTypes: row.alertTypes,
    severities: row.severities,
    config: redacted(kind, row.shown),
    secretsSet: row.sealedSecrets === "" ? [] : secretFieldsOf(kind),
    isEnabled: row.isEnabled,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    health: healthOf(row),
    consecutiveFailures: row.consecutiveFailures,
    lastSuccessAt: row.lastSuccessAt?.toISOString() ?? null,
    lastFailureAt: row.lastFailureAt?.toISOString() ?? null,
    lastFailureMessage: row.lastFailureMessage,
    heldBackUntil: isHeldBack ? (row.breakerOpenUntil?.toISOString() ?? null) : null,
    pendingCount: row.pendingCount,
    deliveredLastDay: row.deliveredLastDay,
    failedLastDay: row.failedLastDay,
  };
}

/** All destinations, by name. */
export async function listDestinations(actor: Actor, now: Date): Promise<Destination[]> {
  requirePermission(actor, "DestinationRead");
  const { rows } = await pool.query<Row>(`${select} ORDER BY lower(d.display_name), d.id`, [now]);
  return rows.map((row) => toDestination(row, now));
}

/** @throws AppError (not-found). */
export async function getDestination(actor: Actor, id: string, now: Date): Promise<Destination> {
  requirePermission(actor, "DestinationRead");
  return readDestination(id, now);
}

/** A destination as the answer to a change of it: who may change it need not be allowed to read. @throws AppError (not-found). */
export async function readDestination(id: string, now: Date): Promise<Destination> {
  const { rows } = await pool.query<Row>(`${select} WHERE d.id = $2`, [now, toUuid(id)]);
  const [row] = rows;
  if (!row) throw new AppError("not-found", `There is no destination ${id}`);
  return toDestination(row, now);
}
