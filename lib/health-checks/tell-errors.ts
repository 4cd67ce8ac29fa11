import "server-only";
import { systemChange } from "#lib/change.ts";
import { sql } from "#lib/db.ts";
import type { StandingError } from "./define-health-check.ts";
import { healthChecks } from "./registry.ts";

interface Untold {
  sourceId: string;
  checkId: string;
  error: StandingError | null;
  told: StandingError | null;
  label: string;
  kind: string;
}

/** Thrown to give up a telling that another process did meanwhile. */
class AlreadyTold extends Error {}

async function tell(row: Untold, now: Date): Promise<void> {
  const { sourceId, label: sourceLabel, kind: sourceType, error, told } = row;
  const check = healthChecks.find((candidate) => candidate.id === row.checkId);
  const json = (value: StandingError | null) => value && JSON.stringify(value);
  await systemChange(now, async (tx) => {
    await check?.error?.tell(tx, { sourceId, sourceLabel, sourceType }, told, error);
    // Last, as everywhere: first the alert's row is locked, then what is due, then what was found.
    const { count } = await tx.sql`
      UPDATE health_check_results SET told = ${json(error)}::jsonb
       WHERE source_id = ${sourceId} AND check_id = ${row.checkId} AND told IS NOT DISTINCT FROM ${json(told)}::jsonb`;
    if (count === 0) throw new AlreadyTold();
  }).catch((thrown: unknown) => {
    if (!(thrown instanceof AlreadyTold)) throw thrown;
  });
}

/** Tells what checks found and has not been told: each source in a transaction of its own, so that nothing is told twice or lost. */
export async function tellErrors(now: Date): Promise<void> {
  const rows = await sql<Untold>`
    SELECT r.source_id, r.check_id, r.error, r.told, s.label, s.kind
      FROM health_check_results r JOIN log_sources s ON s.id = r.source_id WHERE r.error IS DISTINCT FROM r.told`;
  for (const row of rows) await tell(row, now);
}
