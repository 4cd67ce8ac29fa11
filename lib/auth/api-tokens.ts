import "server-only";
import { db } from "#lib/db.ts";
import { newSecret, tokenHash } from "#lib/secrets.ts";
import { type Actor, tokenActor } from "./actor.ts";
import { isPermission, type Permission } from "./schema.ts";

const lastUsedResolutionMs = 60_000;

/**
 * The actor of an API token, or null when the token is unknown or has expired.
 * Notes the use of the token at most once a minute.
 */
export async function actorOfToken(token: string, now: Date): Promise<Actor | null> {
  const row = await db.apiToken.findUnique({ where: { tokenHash: tokenHash(token) } });
  if (!row || (row.expiresAt && row.expiresAt <= now)) return null;
  if (!row.lastUsedAt || now.getTime() - row.lastUsedAt.getTime() > lastUsedResolutionMs) {
    await db.apiToken.updateMany({ where: { id: row.id }, data: { lastUsedAt: now } });
  }
  return tokenActor({ id: row.id, name: row.name }, row.permissions.filter(isPermission));
}

/** Makes a token; its value is returned once and only its hash is kept. */
export async function createApiToken(options: {
  name: string;
  permissions: readonly Permission[];
  createdById?: string;
  value?: string;
}): Promise<{ id: string; value: string }> {
  const value = options.value ?? newSecret("tt_api_");
  const row = await db.apiToken.create({
    data: {
      name: options.name,
      permissions: [...options.permissions],
      tokenHash: tokenHash(value),
      createdById: options.createdById ?? null,
    },
  });
  return { id: row.id, value };
}
