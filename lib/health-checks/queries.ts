import "server-only";
import { pool, type Queryable } from "#lib/db.ts";
import { readCheckedSources } from "./checked-sources.ts";
import type { CheckedSource } from "./define-health-check.ts";
import { type CheckedHealth, checkSource } from "./run-checks.ts";
import { type CheckResult, type HealthReason, healthOfChecks, type SourceHealth } from "./schema.ts";

interface Row {
  sourceId: string;
  isDue: boolean;
  checks: { reasons: HealthReason[]; isKnown: boolean }[] | null;
}

/**
 * The health of these sources as it was found last; what has changed since is looked at now, and not stored: a look never
 * writes. Sources that do not exist are left out.
 */
export async function readHealth(
  sourceIds: readonly string[],
  now: Date,
  client: Queryable = pool,
): Promise<Map<string, SourceHealth>> {
  const { rows } = await client.query<Row>(
    `SELECT source.id AS "sourceId", COALESCE(due.due_at <= $2, true) AS "isDue", found.list AS checks
       FROM log_sources source
       LEFT JOIN health_checks_due due ON due.source_id = source.id
       LEFT JOIN LATERAL (
         SELECT json_agg(json_build_object('reasons', reasons, 'isKnown', is_known)) AS list
           FROM health_check_results WHERE source_id = source.id
       ) found ON true
      WHERE source.id = ANY($1)`,
    [sourceIds, now],
  );
  const anew = rows.filter((row) => row.isDue || row.checks === null).map((row) => row.sourceId);
  const health = new Map<string, SourceHealth>();
  for (const row of rows) if (row.checks !== null) health.set(row.sourceId, healthOfChecks(row.checks));
  for (const source of await readCheckedSources(client, anew, now)) {
    health.set(source.id, checkSource(source, now).health);
  }
  return health;
}

/**
 * One source looked at now: what is known of it and what its checks find. Nothing is stored.
 * @returns null when there is no such source.
 */
export async function lookAtSource(
  sourceId: string,
  now: Date,
): Promise<{ source: CheckedSource; health: SourceHealth; checks: CheckResult[] } | null> {
  const [source] = await readCheckedSources(pool, [sourceId], now);
  if (!source) return null;
  const { health, checks }: CheckedHealth = checkSource(source, now);
  return { source, health, checks: checks.map(({ reasons: _, isKnown: __, error: ___, ...result }) => result) };
}
