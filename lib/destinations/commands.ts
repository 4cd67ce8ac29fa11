import "server-only";
import { randomUUID } from "node:crypto";
import pg from "pg";
import { type Actor, requirePermission } from "#lib/auth/actor.ts";
import { inTransaction, pool } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { toUuid } from "#lib/uuid.ts";
import { type Config, completeConfig, fromStored, toStored } from "./config.ts";
import { readDestination } from "./queries.ts";
import { destinationKind } from "./registry.ts";
import type { CreatedDestination, Destination } from "./schema.ts";
import type { DestinationBody } from "./write-shape.ts";

/** The row's unique name is the only constraint a person can break. */
async function refusingSameName<T>(name: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === "23505") {
      const message = `displayName: there is a destination named ${name} already`;
      throw new AppError("conflict", message, { field: "displayName", cause: error });
    }
    throw error;
  }
}

/**
 * @returns the destination with the secrets that were generated, in clear, this once.
 * @throws AppError (invalid, conflict).
 */
export async function createDestination(
  actor: Actor,
  kindName: string,
  body: DestinationBody,
  now: Date,
): Promise<CreatedDestination> {
  requirePermission(actor, "DestinationModify");
  const kind = destinationKind(kindName);
  const { config, generated } = completeConfig(kind, body.config, null);
  const id = randomUUID();
  const { shown, sealedSecrets } = toStored(kind, config, id);
  await refusingSameName(body.displayName, () =>
    pool.query(
      `INSERT INTO destinations (id, kind, display_name, alert_types, severities, config, sealed_secrets, is_enabled,
         created_at, created_by_id, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $9)`,
      [
        id,
        kind.kind,
        body.displayName,
        body.alertTypes,
        body.severities,
        JSON.stringify(shown),
        sealedSecrets,
        body.isEnabled,
        now,
        actor.type === "user" ? actor.id : null,
      ],
    ),
  );
  return { ...(await readDestination(id, now)), secrets: generated };
}

/** The kind and the whole config, with secrets, of a stored destination. @throws AppError (not-found). */
export async function readWholeConfig(
  id: string,
): Promise<{ id: string; kind: string; config: Config; alertTypes: string[] }> {
  const { rows } = await pool.query<{
    id: string;
    kind: string;
    shown: Config;
    sealedSecrets: string;
    alertTypes: string[];
  }>(
    `SELECT id, kind, config AS shown, sealed_secrets AS "sealedSecrets", alert_types AS "alertTypes"
       FROM destinations WHERE id = $1`,
    [toUuid(id)],
  );
  const [row] = rows;
  if (!row) throw new AppError("not-found", `There is no destination ${id}`);
  return { id: row.id, kind: row.kind, config: fromStored(row, row.id), alertTypes: row.alertTypes };
}

/**
 * Replaces all but the kind; secrets that are empty or left out stay. What was held back is tried again at once: the
 * change may be the repair. @throws AppError (invalid, not-found, conflict).
 */
export async function updateDestination(
  actor: Actor,
  id: string,
  body: DestinationBody,
  now: Date,
): Promise<Destination> {
  requirePermission(actor, "DestinationModify");
  const stored = await readWholeConfig(id);
  const kind = destinationKind(stored.kind);
  const { config } = completeConfig(kind, body.config, stored.config);
  const { shown, sealedSecrets } = toStored(kind, config, stored.id);
  await refusingSameName(body.displayName, () =>
    pool.query(
      `UPDATE destinations SET display_name = $2, alert_types = $3, severities = $4, config = $5, sealed_secrets = $6,
         is_enabled = $7, breaker_open_until = NULL, updated_at = $8 WHERE id = $1`,
      [
        stored.id,
        body.displayName,
        body.alertTypes,
        body.severities,
        JSON.stringify(shown),
        sealedSecrets,
        body.isEnabled,
        now,
      ],
    ),
  );
  return readDestination(stored.id, now);
}

/** Deletes it and cancels what it is still owed; what was delivered stays on record. @throws AppError (not-found). */
export async function deleteDestination(actor: Actor, id: string, now: Date): Promise<void> {
  requirePermission(actor, "DestinationModify");
  await inTransaction(async (client) => {
    // Waits for transactions that are just routing to it; their deliveries are then seen by the next statement.
    const { rows } = await client.query<{ id: string }>("DELETE FROM destinations WHERE id = $1 RETURNING id", [
      toUuid(id),
    ]);
    if (!rows[0]) throw new AppError("not-found", `There is no destination ${id}`);
    await client.query(
      `UPDATE deliveries SET state = 'CANCELLED', next_attempt_at = NULL, leased_until = NULL, finished_at = $2
        WHERE destination_id = $1 AND state = 'PENDING'`,
      [rows[0].id, now],
    );
  });
}
