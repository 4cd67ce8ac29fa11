import "server-only";
import { type ChangeContext, change } from "#lib/change.ts";
import { AppError } from "#lib/errors.ts";

/**
 * Everything that happened up to this time has been seen; it never goes back, and never past now.
 * @throws AppError (forbidden) when the actor is no user.
 */
export async function markSeen(context: ChangeContext, upTo: Date = context.now): Promise<void> {
  const { actor, now } = context;
  if (actor.type !== "user") throw new AppError("forbidden", "Notifications belong to a signed-in user");
  const seenAt = upTo < now ? upTo : now;
  await change(context, async (tx) => {
    await tx.prisma.user.updateMany({
      where: { id: actor.id, OR: [{ bellSeenAt: null }, { bellSeenAt: { lt: seenAt } }] },
      data: { bellSeenAt: seenAt },
    });
  });
}
