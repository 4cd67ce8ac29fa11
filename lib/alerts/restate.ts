import "server-only";
import type pg from "pg";
import type { Actor } from "#lib/auth/actor.ts";
import { postgresJson, storableText } from "#lib/postgres-json.ts";

/** Replaces what an alert says, whose row is locked by the caller. Nobody is told, and nothing is counted. */
export async function restateAlert(
  client: pg.ClientBase,
  alertId: string,
  said: { facts: object; title: string; description: string; runbook: string },
  actor: Actor,
  now: Date,
): Promise<void> {
  await client.query(
    `UPDATE alerts SET title = $2, description = $3, facts = $4, runbook = $8, updated_at = $5,
            updated_by_id = $6, updated_by_type = $7
      WHERE id = $1`,
    [
      alertId,
      storableText(said.title),
      storableText(said.description),
      postgresJson(said.facts),
      now,
      actor.id,
      actor.type,
      storableText(said.runbook),
    ],
  );
}
