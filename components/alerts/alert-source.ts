import "server-only";
import type { AlertSource } from "#components/system-errors/alert-source.ts";
import type { Alert } from "#lib/alerts/schema.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { AppError } from "#lib/errors.ts";
import { getLogSource } from "#lib/log-sources/queries.ts";

/** The source that an alert is about; null when it is about none, or about one that may not be seen. */
export async function sourceOfAlert(actor: Actor, alert: Alert, now: Date): Promise<AlertSource> {
  const sourceId = alert.systemError?.sourceId;
  if (sourceId === undefined) return null;
  try {
    return await getLogSource(actor, sourceId, now);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.code === "not-found" ? "gone" : null;
  }
}
