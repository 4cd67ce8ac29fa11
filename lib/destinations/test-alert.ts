import "server-only";
import { randomUUID } from "node:crypto";
import type { Actor } from "#lib/auth/actor.ts";
import { type ChangeContext, change } from "#lib/change.ts";
import { db } from "#lib/db.ts";
import { publicUrl } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";
import { readWhole } from "./commands.ts";
import { type Config, completeConfig } from "./config.ts";
import { DeliveryError } from "./delivery-error.ts";
import { makeDue } from "./due.ts";
import { destinationKind } from "./registry.ts";
import type { AlertMessage, DestinationTestResult } from "./schema.ts";
import { sendWith } from "./send.ts";
import type { AlertType } from "./terms.ts";
import { processWorld } from "./world.ts";

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
  context: ChangeContext,
  kind: string,
  config: Config,
  type: AlertType,
): Promise<DestinationTestResult> {
  const { actor, now } = context;
  const begunAt = performance.now();
  const timed = () => ({ durationMs: Math.round(performance.now() - begunAt), dispatchedAt: now.toISOString() });
  try {
    const options = {
      world: processWorld(),
      deliveryId: `test_${randomUUID()}`,
      now,
      reference: null,
      remember: async () => {},
    };
    const { statusCode, message } = await sendWith(kind, config, testMessage(actor, type, now), options);
    return { success: true, statusCode, message, reason: null, ...timed() };
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    return { success: false, statusCode: error.statusCode, message: error.message, reason: error.reason, ...timed() };
  }
}

/**
 * Sends a test alert to a stored destination by the way that alerts take and gives back the receiver's real answer, which
 * stays on record with it. When it arrives, what waits because of earlier failures is due now.
 * @throws AppError (not-found).
 */
export async function testDestination(context: ChangeContext, id: string): Promise<DestinationTestResult> {
  const stored = await readWhole(db, id);
  const type = (stored.alertTypes[0] ?? "SYSTEM_ERROR") as AlertType;
  const result = await tryOut(context, stored.kind, stored.config, type);
  await change(context, async (tx) => {
    // A configuration that was changed meanwhile was not tested.
    const { count } = await tx.prisma.destination.updateMany({
      where: { id: stored.id, configChangedAt: stored.configChangedAt },
      data: { lastTest: result },
    });
    if (count > 0 && result.success) await makeDue(tx, [stored.id]);
    tx.audit("destination.test", { type: "destination", id: stored.id }, { success: result.success });
  });
  return result;
}

/** The same for a config that is not stored. `id` names a destination whose secrets fill empty ones. @throws AppError. */
export async function testConfig(
  context: ChangeContext,
  given: { id?: string | undefined; kind: string; config: Config },
): Promise<DestinationTestResult> {
  const stored = given.id === undefined ? null : await readWhole(db, given.id);
  if (stored && stored.kind !== given.kind) {
    throw new AppError("invalid", `kind: the destination is of kind ${stored.kind}`, { field: "kind" });
  }
  const { config } = completeConfig(destinationKind(given.kind), given.config, stored?.config ?? null);
  return tryOut(context, given.kind, config, "SYSTEM_ERROR");
}
