/** Rows that tests of alerts begin with, written as the product writes them where it does. */
import { randomUUID } from "node:crypto";
import { systemChange } from "#lib/change.ts";
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

const dayMs = 24 * 60 * 60 * 1000;

export const daysAgo = (days: number) => new Date(Date.now() - days * dayMs);
