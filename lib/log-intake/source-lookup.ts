import "server-only";
import { pool } from "#lib/db.ts";
import type { AuthMethod, Credentials } from "#lib/log-source-kinds/auth-methods/define-auth-method.ts";
import { authMethod } from "#lib/log-source-kinds/auth-methods/registry.ts";
import { logSourceKind } from "#lib/log-source-kinds/registry.ts";
import { secretPlace, sourceIdOrNone } from "#lib/log-source-kinds/source-id.ts";
import { unseal } from "#lib/secrets.ts";

/** What the intake needs of a source. */
export interface IntakeSource {
  id: string;
  isPaused: boolean;
  /** How its senders prove who they are. */
  method: AuthMethod;
  credentials: Credentials;
  /** The source as of this change; storing a batch fails when it has changed since. */
  updatedAt: Date;
}

interface Row {
  id: string;
  kind: string;
  is_paused: boolean;
  config: unknown;
  sealed_secret: string | null;
  updated_at: Date;
}

const capacity = 10_000;
const cache = new Map<string, IntakeSource>();

/** The source as it stands in the database; null when there is none, or none that takes requests. Remembers it for `knownSource`. */
export async function readSource(id: string): Promise<IntakeSource | null> {
  const { rows } = await pool.query<Row>({
    name: "intake-source",
    text: "SELECT id, kind, is_paused, config, sealed_secret, updated_at FROM log_sources WHERE id = $1",
    values: [sourceIdOrNone(id)],
  });
  const row = rows[0];
  const kind = row ? logSourceKind(row.kind) : null;
  const proof = row && kind?.proof(kind.config.parse(row.config));
  if (!row || !proof) {
    cache.delete(id);
    return null;
  }
  const source: IntakeSource = {
    id: row.id,
    isPaused: row.is_paused,
    method: authMethod(proof.method),
    credentials: {
      settings: proof.settings,
      secret: row.sealed_secret === null ? null : unseal(row.sealed_secret, secretPlace(row.id)),
    },
    updatedAt: row.updated_at,
  };
  if (cache.size >= capacity) cache.clear();
  cache.set(id, source);
  return source;
}

/**
 * The source as it was last seen by this process; it may have changed. Good enough to accept with, because storing a
 * batch checks `updatedAt`; before a refusal it must be read again.
 */
export function knownSource(id: string): IntakeSource | undefined {
  return cache.get(id);
}
