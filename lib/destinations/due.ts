import "server-only";
import type { PrismaTx } from "#lib/change.ts";

/**
 * Makes what waits for these destinations due now, and the receivers are told after the commit: the breaker is closed and no
 * delivery waits for its own time any more. Deliveries of one alert go in order, so one that is wanted now needs those before it.
 * @param alertId only of this alert.
 */
export async function makeDue(tx: PrismaTx, destinationIds: readonly string[], alertId?: string): Promise<void> {
  const ids = [...destinationIds];
  await tx.prisma.destination.updateMany({ where: { id: { in: ids } }, data: { breakerOpenUntil: null } });
  await tx.prisma.delivery.updateMany({
    where: {
      destinationId: { in: ids },
      state: "PENDING",
      nextAttemptAt: { gt: tx.now },
      ...(alertId === undefined ? {} : { alertId }),
    },
    data: { nextAttemptAt: tx.now },
  });
  tx.deliveriesDue(ids);
}
