import "server-only";
import type { Actor } from "#lib/auth/actor.ts";
import { postgresJson } from "#lib/postgres-json.ts";
import type { Sql } from "#lib/sql.ts";
import type { AuditAction, AuditDetail, AuditTarget } from "./schema.ts";

/** What was done to one thing. */
export interface AuditEntry {
  action: AuditAction;
  target: AuditTarget;
  detail: AuditDetail;
}

/** Who did it, when, and where the request came from; null where there was none. */
export interface AuditOrigin {
  actor: Actor;
  now: Date;
  requestId: string | null;
  remoteAddress: string | null;
  userAgent: string | null;
}

/** Stores entries in their order, in one statement, inside the transaction of `sql`. */
export async function writeAuditEntries(
  sql: Sql,
  { actor, now, requestId, remoteAddress, userAgent }: AuditOrigin,
  entries: readonly AuditEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map(({ action, target, detail }) => ({
    action,
    type: target.type,
    id: target.id,
    name: target.name ?? "",
    detail,
  }));
  await sql`
    INSERT INTO audit_log (at, actor_type, actor_id, actor_name, action, target_type, target_id, target_name, detail,
                           request_id, remote_address, user_agent)
    SELECT ${now}::timestamptz, ${actor.type}, ${actor.id}, ${actor.name}, e->>'action', e->>'type', e->>'id', e->>'name',
           e->'detail', ${requestId}::uuid, ${remoteAddress}, ${userAgent}
      FROM jsonb_array_elements(${postgresJson(rows)}::jsonb) WITH ORDINALITY AS entries (e, position)
     ORDER BY position`;
}
