/** Rows that tests of alerts begin with, written as the product writes them where it does. */
import { randomUUID } from "node:crypto";
import { systemChange } from "#lib/change.ts";
import { pool } from "#lib/db.ts";
import { classificationFailures } from "#lib/system-errors/kinds/classification-failures.ts";
import { report } from "#lib/system-errors/report.ts";
import type { SourceSubject } from "#lib/system-errors/source-subject.ts";

export function sourceSubject(sourceLabel = "okta-prod"): SourceSubject {
  return { sourceId: randomUUID(), sourceLabel, sourceType: "http-ingest" };
}

/** Opens, or adds to, the classification-failure alert of a source and gives back its id as the API writes it. */
export async function raiseFailures(subject = sourceSubject(), at = new Date(), lines = 1): Promise<string> {
  const reported = await systemChange(at, (tx) => report(tx, classificationFailures, subject, { lines, causes: [] }));
  return reported.alertId.replaceAll("-", "");
}

/** A webhook destination for System Errors; nothing can be sent to it. */
export async function insertDestination(name: string = randomUUID()): Promise<string> {
  const { rows } = await pool.query(
    `INSERT INTO destinations (kind, display_name, alert_types, severities, config, sealed_secrets, updated_at, config_changed_at)
     VALUES ('webhook', $1, '{SYSTEM_ERROR}', '{}', '{}', '', now(), '2026-01-01') RETURNING id`,
    [name],
  );
  return rows[0].id;
}

export async function insertUser(name = "Ada"): Promise<string> {
  const { rows } = await pool.query("INSERT INTO users (email, name, password_hash) VALUES ($1, $2, '') RETURNING id", [
    `${randomUUID()}@example.com`,
    name,
  ]);
  return rows[0].id;
}

const dayMs = 24 * 60 * 60 * 1000;

export const daysAgo = (days: number) => new Date(Date.now() - days * dayMs);
