import "server-only";
import { getServerSession } from "next-auth";
import { cache } from "react";
import { db } from "#lib/db.ts";
import { type Actor, userActor } from "./actor.ts";
import { authOptions } from "./next-auth.ts";
import { permissionsByRole } from "./schema.ts";

/**
 * The actor of the signed-in session of this request, or null. The user is read each request, so a user that was
 * disabled or deleted is out at once.
 */
export const sessionActor = cache(async (): Promise<(Actor & { email: string }) | null> => {
  const session = (await getServerSession(authOptions)) as { userId?: string } | null;
  if (!session?.userId) return null;
  const user = await db.user.findUnique({ where: { id: session.userId } });
  if (!user?.isEnabled) return null;
  return { ...userActor(user, permissionsByRole[user.role] ?? []), email: user.email };
});
