import { plural } from "#components/ui/number-format.ts";

/** Sources that are tried at most: each costs a look at thirty days. */
export const maxTried = 25;

/**
 * What one window would have done on many sources in the last 30 days, in one sentence.
 * @param tried by name, how many alarms each would have had.
 * @param chosen how many sources there are in all.
 */
export function bulkBackTestWords(tried: readonly { label: string; alarms: number }[], chosen: number): string {
  const loud = tried.filter(({ alarms }) => alarms > 0).sort((a, b) => b.alarms - a.alarms);
  const of = tried.length < chosen ? ` of the first ${tried.length} of ${chosen}` : "";
  if (loud.length === 0) return `No alarm${of || " on any of them"} in the last 30 days`;
  const total = loud.reduce((sum, { alarms }) => sum + alarms, 0);
  const named = loud.slice(0, 3).map(({ label, alarms }) => `${label} ${alarms}`);
  const more = loud.length > named.length ? `, and ${loud.length - named.length} more` : "";
  return `${plural(total, "alarm")} on ${plural(loud.length, "source")}${of} in the last 30 days (${named.join(", ")}${more})`;
}
