import { plural } from "#components/ui/number-format.ts";
import { adviceOn } from "#lib/classification/advice.ts";
import type { FactsOf } from "#lib/system-errors/schema.ts";
import { pathWords } from "./path-words.ts";

type ClassificationFailuresFacts = FactsOf<"SOURCE_CLASSIFICATION_FAILURES">;

/** What can be done about one way in which lines are refused. */
export interface Remedy {
  /** What it is about: a field or the line. */
  subject: string;
  /** Whether `subject` is a field's name. */
  isField: boolean;
  lines: number;
  advice: string;
  /** The schemas that refuse; empty when none was asked. */
  schemas: string[];
}

/** Remedies of a classification failure, most lines first; causes with the same subject and advice are one. */
export function remediesOf(facts: ClassificationFailuresFacts): Remedy[] {
  const remedies = new Map<string, Remedy>();
  for (const cause of facts.causes) {
    const isField = cause.path !== "$";
    const advice = adviceOn(cause).words;
    const key = `${cause.path} ${advice}`;
    const known = remedies.get(key);
    const schemas = cause.schema === null ? [] : [cause.schema];
    if (known) {
      known.lines = Math.max(known.lines, cause.lines);
      known.schemas = [...new Set([...known.schemas, ...schemas])];
    } else remedies.set(key, { subject: pathWords(cause.path), isField, lines: cause.lines, advice, schemas });
  }
  return [...remedies.values()].sort((a, b) => b.lines - a.lines);
}

/** "418 of 430 lines" for the head of a remedy. */
export function shareWords(lines: number, total: number): string {
  return lines >= total
    ? `all ${plural(total, "line")}`
    : `${plural(lines, "line")} of ${total.toLocaleString("en-US")}`;
}
