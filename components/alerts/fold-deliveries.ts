import type { AlertActivity } from "#lib/alerts/schema.ts";

/** An entry of a timeline, and how many like it follow directly. */
export interface FoldedActivity {
  /** The latest of them. */
  activity: AlertActivity;
  count: number;
}

const isLike = (one: AlertActivity, other: AlertActivity) =>
  one.action === "delivery-failed" &&
  other.action === "delivery-failed" &&
  one.detail.destinationName === other.detail.destinationName;

/** A timeline in which a destination that could not be told again and again is one entry, until something else happens. */
export function foldDeliveries(activities: readonly AlertActivity[]): FoldedActivity[] {
  const folded: FoldedActivity[] = [];
  for (const activity of activities) {
    const last = folded.at(-1);
    if (last && isLike(last.activity, activity)) last.count += 1;
    else folded.push({ activity, count: 1 });
  }
  return folded;
}
