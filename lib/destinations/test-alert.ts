import "server-only";
import { randomUUID } from "node:crypto";
import { type Actor, requirePermission } from "#lib/auth/actor.ts";
import { pool } from "#lib/db.ts";
import { publicUrl } from "#lib/env.ts";
import type { OutboundFetch } from "#lib/http.ts";
import { readWholeConfig } from "./commands.ts";
import { type Config, completeConfig } from "./config.ts";
import { DeliveryError } from "./delivery-error.ts";
import { destinationKind } from "./registry.ts";
import type { AlertMessage, AlertType, DestinationTestResult } from "./schema.ts";
import { sendWith } from "./send.ts";

/** Belongs to no alert and is filtered by nothing, so that any destination can be tested. */
function testMessage(actor: Actor, type: AlertType, now: Date): AlertMessage {
  return {
    event: "alert.test",
    occurredAt: now.toISOString(),
    alertId: null,
    type,
    kind: "Test.Alert",
    severity: "INFO",
    status: "OPEN",
    title: "This is a test alert",
    description: `${actor.name} sent this from Telltale to see whether the destination works. Nothing is wrong.`,
    runbook: "Nothing has to be done.",
    link: publicUrl(),
    tags: ["test"],
    createdAt: now.toISOString(),
    eventCount: 1,
    isResent: false,
    context: {},
  };
}

async function tryOut(
  actor: Actor,
  kind: string,
  config: Config,
  type: AlertType,
  fetch: OutboundFetch,
): Promise<DestinationTestResult> {
  const now = new Date();
  const begunAt = performance.now();
  const timed = () => ({ durationMs: Math.round(performance.now() - begunAt), dispatchedAt: now.toISOString() });
  try {
    const options = { fetch, deliveryId: `test_${randomUUID()}`, now };
    const { statusCode, message } = await sendWith(kind, config, testMessage(actor, type, now), options);
    return { success: true, statusCode, message, reason: null, ...timed() };
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    return { success: false, statusCode: error.statusCode, message: error.message, reason: error.reason, ...timed() };
  }
}

/**
 * Sends a test alert to a stored destination by the way that alerts take and gives back the receiver's real answer.
 * When it arrives, what was held back because of earlier failures is due again.
 * @throws AppError (not-found).
 */
export async function testDestination(actor: Actor, id: string, fetch: OutboundFetch): Promise<DestinationTestResult> {
  requirePermission(actor, "DestinationModify");
  const stored = await readWholeConfig(id);
  const type = (stored.alertTypes[0] ?? "SYSTEM_ERROR") as AlertType;
  const result = await tryOut(actor, stored.kind, stored.config, type, fetch);
  if (result.success) await pool.query("UPDATE destinations SET breaker_open_until = NULL WHERE id = $1", [stored.id]);
  return result;
}

/** The same for a config that is not stored. `id` names a destination whose secrets fill empty ones. @throws AppError. */
export async function testConfig(
  actor: Actor,
  given: { id?: string | undefined; kind: string; config: Config },
  fetch: OutboundFetch,
): Promise<DestinationTestResult> {
  requirePermission(actor, "DestinationModify");
  const stored = given.id === undefined ? null : (await readWholeConfig(given.id)).config;
  const { config } = completeConfig(destinationKind(given.kind), given.config, stored);
  return tryOut(actor, given.kind, config, "SYSTEM_ERROR", fetch);
}
