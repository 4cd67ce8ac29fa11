import "server-only";
import { type AlertRow, alertColumns, isActiveAlert } from "#lib/alerts/alert-row.ts";
import { changeStatus } from "#lib/alerts/status.ts";
import { systemChange } from "#lib/change.ts";
import { keptLinesWords, wouldAllFit } from "#lib/kept-lines/terms.ts";
import { judgeSource, readKeptLinesVerdicts } from "#lib/kept-lines/verdicts.ts";
import { classificationFailures } from "./kinds/classification-failures.ts";

/**
 * Judges the kept lines of a source's open error by the schemas attached now, and ends the error when all of them would fit: then
 * nothing that is known to have failed would fail again.
 */
export async function judgeError(sourceId: string, now: Date): Promise<void> {
  await judgeSource(sourceId, now);
  await systemChange(now, async (tx) => {
    const [alert] = await tx.sql<AlertRow>`
      SELECT ${alertColumns} FROM alerts a
       WHERE a.kind = ${classificationFailures.kind} AND a.source_id = ${sourceId} AND ${isActiveAlert} FOR NO KEY UPDATE OF a`;
    if (!alert) return;
    const verdict = (await readKeptLinesVerdicts([alert.id], tx.sql)).get(alert.id) ?? null;
    if (!wouldAllFit(verdict) || verdict === null || verdict.isLimited) return;
    const lines = keptLinesWords(verdict);
    const why = `${lines.charAt(0).toUpperCase()}${lines.slice(1)} would now fit the schemas of the source`;
    await changeStatus(tx, alert, "RESOLVED", why);
  });
}
