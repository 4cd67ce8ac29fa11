import "server-only";
import { type ChangeContext, change } from "#lib/change.ts";
import { db } from "#lib/db.ts";
import { newSecret, tokenHash } from "#lib/secrets.ts";
import { type Actor, tokenActor } from "./actor.ts";
import { isPermission, type Permission } from "./schema.ts";

interface NewApiToken {
  name: string;
  permissions: readonly Permission[];
  /** One is made when none is given. */
  value?: string;
}

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
export async function createApiToken(
  context: ChangeContext,
  { name, permissions, value = newSecret("tt_api_") }: NewApiToken,
): Promise<{ id: string; value: string }> {
  return change(context, async (tx) => {
    const createdById = tx.actor.type === "user" ? tx.actor.id : null;
    const row = await tx.prisma.apiToken.create({
      data: { name, permissions: [...permissions], tokenHash: tokenHash(value), createdById },
    });
    tx.audit("api-token.create", { type: "api-token", id: row.id, name }, { after: { name, permissions } });
    return { id: row.id, value };
  });
}
