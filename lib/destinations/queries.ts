import "server-only";
import { type Actor, requirePermission } from "#lib/auth/actor.ts";
import { sql } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { decodeCursor, encodeCursor, type Page } from "#lib/paging.ts";
import { fragment, type Sql } from "#lib/sql.ts";
import { toUuid } from "#lib/uuid.ts";
import { redacted, secretsSetIn } from "./config.ts";
import { destinationKind } from "./registry.ts";
import type {
  Destination,
  DestinationHealth,
  DestinationTestResult,
  DestinationTotals,
  SystemErrorDestination,
} from "./schema.ts";
import type { AlertType, Severity } from "./terms.ts";
import type { DestinationListQuery } from "./write-shape.ts";

interface Row {
  id: string;
  kind: string;
  displayName: string;
  alertTypes: AlertType[];
  severities: Severity[];
  config: Record<string, unknown>;
  sealedSecrets: string;
  isEnabled: boolean;
  createdAt: Date;
  updatedAt: Date;
  consecutiveFailures: number;
  lastSuccessAt: Date | null;
  lastFailureAt: Date | null;
  lastFailureMessage: string | null;
  lastTest: DestinationTestResult | null;
  isTestLatest: boolean;
  breakerOpenUntil: Date | null;
  health: DestinationHealth;
  sortName: string;
  pendingCount: number;
  deliveredLastDay: number;
  failedLastDay: number;
}

/**
 * What is known of a destination `d` from what was sent last by its present configuration: a delivery or a test. While
 * deliveries fail, the latest failure stands for them, however many others are on their way.
 */
const evidence = fragment`
  CROSS JOIN LATERAL (
    SELECT CASE WHEN d.consecutive_failures > 0 THEN d.last_failure_at ELSE d.last_success_at END AS delivery_at,
           (d.last_test->>'dispatchedAt')::timestamptz AS test_at) sent
  CROSS JOIN LATERAL (
    SELECT sent.test_at IS NOT NULL AND (sent.delivery_at IS NULL OR sent.delivery_at < d.config_changed_at
                                         OR sent.test_at >= sent.delivery_at) AS is_test_latest) latest
  CROSS JOIN LATERAL (
    SELECT CASE WHEN NOT d.is_enabled THEN 'disabled'
                WHEN latest.is_test_latest THEN
                  CASE WHEN (d.last_test->>'success')::boolean THEN 'healthy' ELSE 'failing' END
                WHEN sent.delivery_at >= d.config_changed_at THEN
                  CASE WHEN d.consecutive_failures > 0 THEN 'failing' ELSE 'healthy' END
                ELSE 'unknown' END AS health) known`;

/** Deliveries of the last 24 hours to a destination `d` that have ended. */
const lastDay = (now: Date) => fragment`
  CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE v.state = 'DELIVERED') AS delivered_last_day,
           count(*) FILTER (WHERE v.state = 'FAILED') AS failed_last_day
      FROM deliveries v WHERE v.destination_id = d.id AND v.finished_at > ${now}::timestamptz - interval '1 day') ended`;

/** Whole rows; what fails stands first. */
const rowsOf = (now: Date) => fragment`
  SELECT d.*, lower(d.display_name) AS sort_name, latest.is_test_latest, known.health, waiting.pending_count,
         ended.delivered_last_day, ended.failed_last_day
    FROM destinations d ${evidence} ${lastDay(now)}
    CROSS JOIN LATERAL (
      SELECT count(*) AS pending_count FROM deliveries v WHERE v.destination_id = d.id AND v.state = 'PENDING') waiting`;

function lastFailureOf(row: Row): string | null {
  if (row.isTestLatest) return row.lastTest?.success === false ? row.lastTest.message : null;
  return row.consecutiveFailures > 0 ? row.lastFailureMessage : null;
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
    config: redacted(kind, row.config),
    secretsSet: secretsSetIn({ shown: row.config, sealedSecrets: row.sealedSecrets }, row.id),
    isEnabled: row.isEnabled,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    health: row.health,
    consecutiveFailures: row.consecutiveFailures,
    lastSuccessAt: row.lastSuccessAt?.toISOString() ?? null,
    lastFailureAt: row.lastFailureAt?.toISOString() ?? null,
    lastFailureMessage: lastFailureOf(row),
    lastTest: row.lastTest,
    heldBackUntil: isHeldBack ? (row.breakerOpenUntil?.toISOString() ?? null) : null,
    pendingCount: row.pendingCount,
    deliveredLastDay: row.deliveredLastDay,
    failedLastDay: row.failedLastDay,
  };
}

const rankOf = (row: Pick<Row, "health">) => (row.health === "failing" ? 0 : 1);

function position(cursor: string | undefined): [rank: number, name: string, id: string] | null {
  if (cursor === undefined) return null;
  const [rank, name, id] = decodeCursor(cursor, 3);
  const uuid = typeof id === "string" ? toUuid(id) : null;
  if ((rank === 0 || rank === 1) && typeof name === "string" && uuid) return [rank, name, uuid];
  throw new AppError("invalid", "cursor: must be the `next` of an earlier answer", { field: "cursor" });
}

/** A page of destinations: those that fail first, then by name. @throws AppError (invalid) for the cursor. */
export async function listDestinations(
  actor: Actor,
  query: Omit<DestinationListQuery, "name-contains"> & { "name-contains"?: string | undefined },
  now: Date,
): Promise<Page<Destination>> {
  requirePermission(actor, "DestinationRead");
  const { limit } = query;
  const name = (query["name-contains"] ?? "").toLowerCase();
  const after = position(query.cursor);
  const rank = fragment`CASE WHEN known.health = 'failing' THEN 0 ELSE 1 END`;
  const rows = await sql<Row>`
    ${rowsOf(now)}
     WHERE position(${name} IN lower(d.display_name)) > 0
           ${after === null ? fragment`` : fragment`AND (${rank}, lower(d.display_name), d.id) > (${after[0]}, ${after[1]}, ${after[2]}::uuid)`}
     ORDER BY ${rank}, lower(d.display_name), d.id LIMIT ${limit + 1}`;
  const results = rows.slice(0, limit).map((row) => toDestination(row, now));
  const last = rows[limit - 1];
  return rows.length > limit && last
    ? { results, next: encodeCursor([rankOf(last), last.sortName, last.id]) }
    : { results };
}

/** @throws AppError (not-found). */
export async function getDestination(actor: Actor, id: string, now: Date): Promise<Destination> {
  requirePermission(actor, "DestinationRead");
  return readDestination(id, now);
}

export function noSuchDestination(id: string): AppError {
  return new AppError("not-found", `There is no destination ${id}`);
}

/**
 * A destination as the answer to a change of it: who may change it need not be allowed to read.
 * @param run reads inside of a unit of work when it is given. @throws AppError (not-found).
 */
export async function readDestination(id: string, now: Date, run: Sql = sql): Promise<Destination> {
  const [row] = await run<Row>`${rowsOf(now)} WHERE d.id = ${toUuid(id)}`;
  if (!row) throw noSuchDestination(id);
  return toDestination(row, now);
}

/** The destinations that take System Errors, by name, with what is known of each. */
export async function readSystemErrorDestinations(): Promise<SystemErrorDestination[]> {
  return sql<SystemErrorDestination>`
    SELECT d.id, d.display_name, d.kind, known.health FROM destinations d ${evidence}
     WHERE d.is_enabled AND 'SYSTEM_ERROR' = ANY(d.alert_types) ORDER BY lower(d.display_name), d.id`;
}

/**
 * All destinations in numbers. @param exceptId one that is left out, for what remains without it.
 */
export async function readDestinationTotals(
  actor: Actor,
  now: Date,
  exceptId: string | null = null,
): Promise<DestinationTotals> {
  requirePermission(actor, "DestinationRead");
  const taking = fragment`d.is_enabled AND 'SYSTEM_ERROR' = ANY(d.alert_types)`;
  const [row] = await sql<Omit<DestinationTotals, "systemErrors"> & DestinationTotals["systemErrors"]>`
    SELECT count(*) AS total, count(*) FILTER (WHERE ${taking}) AS taking,
           count(*) FILTER (WHERE ${taking} AND known.health = 'healthy') AS healthy,
           count(*) FILTER (WHERE ${taking} AND known.health = 'failing') AS failing,
           count(*) FILTER (WHERE ${taking} AND known.health = 'unknown') AS unknown,
           COALESCE(sum(ended.delivered_last_day), 0)::bigint AS delivered_last_day,
           COALESCE(sum(ended.failed_last_day), 0)::bigint AS failed_last_day
      FROM destinations d ${evidence} ${lastDay(now)}
     WHERE d.id IS DISTINCT FROM ${toUuid(exceptId ?? "")}`;
  const { total = 0, taking: all = 0, healthy = 0, failing = 0, unknown = 0 } = row ?? {};
  return {
    total,
    systemErrors: { taking: all, healthy, failing, unknown },
    deliveredLastDay: row?.deliveredLastDay ?? 0,
    failedLastDay: row?.failedLastDay ?? 0,
  };
}
