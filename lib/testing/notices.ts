/** What units of work say after their commits, for tests without a job server. */
import { sendNoticesWith } from "#lib/change.ts";

/** From here on, the destinations that are said to have deliveries due, one entry each time; empty it between tests. */
export function collectNotified(): string[] {
  const notified: string[] = [];
  sendNoticesWith({
    deliveriesDue: (due) => void notified.push(...due.map(({ destinationId }) => destinationId)),
    batchesWaiting: () => {},
    judgementsDue: () => {},
  });
  return notified;
}
