import "server-only";
import type { Tx } from "#lib/change.ts";
import { postgresJson, storableText } from "#lib/postgres-json.ts";
import type { AlertTexts } from "./alert-report.ts";

/** Replaces what an alert says, whose row is locked by the caller. Nobody is notified, and nothing is counted. */
export async function updateAlertTexts({ sql, actor, now }: Tx, alertId: string, texts: AlertTexts): Promise<void> {
  await sql`
    UPDATE alerts SET title = ${storableText(texts.title)}, description = ${storableText(texts.description)},
           facts = ${postgresJson(texts.facts)}, runbook = ${storableText(texts.runbook)}, updated_at = ${now},
           updated_by_id = ${actor.id}, updated_by_type = ${actor.type}
     WHERE id = ${alertId}`;
}
