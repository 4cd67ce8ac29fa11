import { plural } from "#components/ui/number-format.ts";
import type { BulkAlarmResult } from "#lib/drop-off/schema.ts";

/**
 * What a change of many alarms came to, in one sentence; null when every source was refused.
 * @param asked how many sources were to be changed.
 * @param window the alarm's window in words; null when the alarms were to be removed.
 */
export function bulkOutcome(result: BulkAlarmResult, asked: number, window: string | null): string | null {
  const { changed } = result;
  const unchanged = asked - changed - result.refused.length;
  const done = `Drop-off alarm ${window === null ? "removed" : `of ${window} set`} on ${plural(changed, "source")}`;
  const had = window === null ? "had none" : "had it already";
  if (unchanged === 0) return changed === 0 ? null : done;
  if (changed > 0) return `${done}; ${plural(unchanged, "source")} ${had}`;
  const what = window === null ? "no drop-off alarm" : `a drop-off alarm of ${window} already`;
  return `${plural(unchanged, "source")} had ${what}`;
}
