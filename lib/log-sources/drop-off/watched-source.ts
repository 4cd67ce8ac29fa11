import "server-only";
import { pool, type Queryable } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { noSuchSource } from "#lib/log-sources/queries.ts";
import { sourceIdOrNone } from "#lib/log-sources/source-id.ts";
import { type DropOffRuleOf, dropOffRuleOf } from "./support.ts";

/** What alarms need to know of a source. */
export interface WatchedSource {
  id: string;
  label: string;
  kind: string;
  logTypes: string[];
  createdAt: Date;
}

/** @throws AppError (not-found) */
export async function readWatchedSource(id: string, client: Queryable = pool): Promise<WatchedSource> {
  const { rows } = await client.query<WatchedSource>(
    `SELECT id, label, kind, log_types AS "logTypes", created_at AS "createdAt" FROM log_sources WHERE id = $1`,
    [sourceIdOrNone(id)],
  );
  if (!rows[0]) throw noSuchSource(id);
  return rows[0];
}

/** @throws AppError (invalid) with the reason when sources of its kind can have no alarm. */
export function requireSupport(source: WatchedSource, ruleOf: DropOffRuleOf = dropOffRuleOf): void {
  const rule = ruleOf(source.kind);
  if (!rule.isSupported) throw new AppError("invalid", rule.reason);
}
