import "server-only";
import type pg from "pg";
import { inTransaction, pool } from "#lib/db.ts";
import { markHealthDue } from "#lib/log-source-kinds/health-due.ts";
import { readCheckedSources } from "./checked-sources.ts";
import { lateBatchMs } from "./checks/processing.ts";
import type { CheckedSource, CheckOutcome, StandingError } from "./define-health-check.ts";
import { healthChecks } from "./registry.ts";
import { type CheckResult, healthOfChecks, type SourceHealth } from "./schema.ts";
import { tellErrors } from "./tell-errors.ts";

/** Looked at this often although nothing is known to have changed. */
const everyMs = 15 * 60_000;
const soonestMs = 1_000;
const sourcesAtOnce = 200;

/** What all checks of a source found. */
export interface CheckedHealth {
  health: SourceHealth;
  checks: (CheckResult & Pick<CheckOutcome, "reasons" | "isKnown"> & { error: StandingError | null })[];
  /** When the source has to be looked at again, although nothing happens. */
  nextAt: Date;
}

/** Runs every check that applies to a source. Pure. */
export function checkSource(source: CheckedSource, now: Date, random = 0.5): CheckedHealth {
  let nextAt = now.getTime() + everyMs * (0.9 + random * 0.2);
  const checkedAt = now.toISOString();
  const checks = healthChecks
    .filter((check) => check.appliesTo(source))
    .map((check) => {
      const { changesAt, at, ...found } = check.check(source, now);
      if (changesAt) nextAt = Math.min(nextAt, Math.max(changesAt.getTime(), now.getTime() + soonestMs));
      const error = check.error?.of(source) ?? null;
      return { id: check.id, title: check.title, at: at?.toISOString() ?? null, checkedAt, error, ...found };
    });
  return { health: healthOfChecks(checks), checks, nextAt: new Date(nextAt) };
}

async function claimDue(client: pg.ClientBase, now: Date): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT source_id AS id FROM health_checks_due WHERE due_at <= $1 ORDER BY due_at LIMIT ${sourcesAtOnce} FOR UPDATE SKIP LOCKED`,
    [now],
  );
  return rows.map((row) => row.id);
}

async function store(client: pg.ClientBase, found: Map<string, CheckedHealth>, now: Date): Promise<void> {
  const ids = [...found.keys()];
  const rows = [...found].flatMap(([sourceId, { checks }]) => checks.map((check) => ({ sourceId, ...check })));
  await client.query(
    `INSERT INTO health_check_results AS r (source_id, check_id, status, message, at, reasons, is_known, error, checked_at)
     SELECT given.*, $9 FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::jsonb[], $7::boolean[], $8::jsonb[])
       AS given
     ON CONFLICT (source_id, check_id) DO UPDATE
       SET status = excluded.status, message = excluded.message, at = excluded.at, reasons = excluded.reasons,
           is_known = excluded.is_known, error = excluded.error, checked_at = excluded.checked_at`,
    [
      rows.map((row) => row.sourceId),
      rows.map((row) => row.id),
      rows.map((row) => row.status),
      rows.map((row) => row.message),
      rows.map((row) => row.at),
      rows.map((row) => JSON.stringify(row.reasons)),
      rows.map((row) => row.isKnown),
      rows.map((row) => row.error && JSON.stringify(row.error)),
      now,
    ],
  );
  // A check that does not apply any more has found nothing.
  await client.query(
    `DELETE FROM health_check_results r WHERE source_id = ANY($1) AND NOT EXISTS (
       SELECT FROM unnest($2::uuid[], $3::text[]) AS given (source_id, check_id)
        WHERE given.source_id = r.source_id AND given.check_id = r.check_id)`,
    [ids, rows.map((row) => row.sourceId), rows.map((row) => row.id)],
  );
  await client.query(
    `UPDATE log_sources s SET health_status = given.status FROM unnest($1::uuid[], $2::text[]) AS given (id, status)
      WHERE s.id = given.id AND s.health_status <> given.status`,
    [ids, [...found.values()].map(({ health }) => health.status)],
  );
  await client.query(
    `UPDATE health_checks_due d SET due_at = given.at FROM unnest($1::uuid[], $2::timestamptz[]) AS given (id, at)
      WHERE d.source_id = given.id`,
    [ids, [...found.values()].map(({ nextAt }) => nextAt)],
  );
}

/** What no change of a row says is looked for: sources that are new, and batches that wait too long. */
async function markUnsaid(now: Date): Promise<void> {
  await pool.query(
    `INSERT INTO health_checks_due (source_id, due_at)
     SELECT id, $1 FROM log_sources source WHERE NOT EXISTS (SELECT FROM health_checks_due WHERE source_id = source.id)
     ORDER BY id ON CONFLICT DO NOTHING`,
    [now],
  );
  const { rows } = await pool.query<{ id: string }>(
    `SELECT id FROM log_sources source
      WHERE health_status <> 'failing' AND EXISTS (
              SELECT FROM log_batches WHERE state = 'pending' AND source_id = source.id AND received_at < $1)`,
    [new Date(now.getTime() - lateBatchMs)],
  );
  await markHealthDue(
    pool,
    rows.map((row) => row.id),
    now,
  );
}

/**
 * Looks at every source whose health is due, a few hundred in one transaction, stores what was found, and then tells what
 * stands or is over as System Errors. Several at once share the work.
 * @returns how many sources were looked at.
 */
export async function runDueChecks(options: { now?: () => Date; random?: () => number; budgetMs?: number } = {}) {
  const { now: clock = () => new Date(), random = Math.random, budgetMs = 20_000 } = options;
  const until = performance.now() + budgetMs;
  await markUnsaid(clock());
  let looked = 0;
  for (;;) {
    const count = await inTransaction(async (client) => {
      const now = clock();
      const ids = await claimDue(client, now);
      if (ids.length === 0) return 0;
      const sources = await readCheckedSources(client, ids, now);
      const found = new Map(sources.map((source) => [source.id, checkSource(source, now, random())]));
      await store(client, found, now);
      await client.query("DELETE FROM health_checks_due WHERE source_id = ANY($1)", [
        ids.filter((id) => !found.has(id)),
      ]);
      return ids.length;
    });
    looked += count;
    if (count < sourcesAtOnce || performance.now() > until) break;
  }
  await tellErrors(clock());
  return looked;
}
