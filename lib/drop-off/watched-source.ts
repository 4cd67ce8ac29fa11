import "server-only";
import { pool, type Queryable } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { noSuchSource, sourceIdOrNone } from "#lib/log-source-kinds/source-id.ts";
import { fullName } from "#lib/schemas/queries.ts";
import { type DropOffRuleOf, dropOffRuleOf } from "./support.ts";

/** What alarms need to know of a source. */
export interface WatchedSource {
  id: string;
  label: string;
  kind: string;
  /** By the names that events carry. */
  logTypes: string[];
  createdAt: Date;
}

async function read(client: Queryable, id: string, lock: "" | "FOR SHARE"): Promise<WatchedSource> {
  const { rows } = await client.query<WatchedSource>(
    `SELECT id, label, kind, log_types AS "logTypes", created_at AS "createdAt" FROM log_sources WHERE id = $1 ${lock}`,
    [sourceIdOrNone(id)],
  );
  if (!rows[0]) throw noSuchSource(id);
  return { ...rows[0], logTypes: [...new Set(rows[0].logTypes.map(fullName))] };
}

/** @throws AppError (not-found) */
export function readWatchedSource(id: string): Promise<WatchedSource> {
  return read(pool, id, "");
}

/**
 * A source that stays as it is until the transaction ends: it is not deleted, and no log type is detached.
 * @throws AppError (not-found)
 */
export function holdWatchedSource(client: Queryable, id: string): Promise<WatchedSource> {
  return read(client, id, "FOR SHARE");
}

/** @throws AppError (invalid) with the reason when sources of its kind can have no alarm. */
export function requireSupport(source: WatchedSource, ruleOf: DropOffRuleOf = dropOffRuleOf): void {
  const rule = ruleOf(source.kind);
  if (!rule.isSupported) throw new AppError("invalid", rule.reason);
}

/** What an alarm calls a log type: the name that its events carry; empty for the source as a whole. */
export function watchedName(logType: string): string {
  return logType === "" ? "" : fullName(logType);
}

/** The log type as an alarm calls it. @throws AppError (invalid) when the source does not have it. */
export function requireLogType(source: WatchedSource, logType: string): string {
  const name = watchedName(logType);
  if (name === "" || source.logTypes.includes(name)) return name;
  const message = `logType: ${logType} is not one of the source's log types (${source.logTypes.join(", ")})`;
  throw new AppError("invalid", message, { field: "logType" });
}
