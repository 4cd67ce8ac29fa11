import { plural } from "#components/ui/number-format.ts";
import { customPrefix } from "#lib/schemas/terms.ts";
import type { FactsOf } from "#lib/system-errors/schema.ts";
import { pathWords } from "./path-words.ts";

type ClassificationFailuresFacts = FactsOf<"SOURCE_CLASSIFICATION_FAILURES">;
type FailureCause = ClassificationFailuresFacts["causes"][number];

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

/** How a schema is changed: a custom one in place, one that comes with the product by a copy. */
function changing(cause: FailureCause, change: string): string {
  if (cause.schema === null || cause.schema.startsWith(customPrefix)) return `${change} in the schema`;
  return `copy ${cause.schema} into a custom schema, ${change} there, and attach it`;
}

const unreadable =
  "These lines are not events of this source: error pages and health probes look like this, and so does a stream type that does not fit. Stop them at the sender, or change the stream type of the source.";

/** Advice by reason, as a function of the cause. */
const adviceByReason: Record<FailureCause["reason"], (cause: FailureCause) => string> = {
  wrong_time_format: (cause) =>
    `The sender writes the time in a form that ${cause.schema} does not know. If it changed on purpose, ${changing(cause, "add the form to timeFormats of this field")}; otherwise set the sender back to ${cause.expected}.`,
  missing_field: (cause) =>
    `${cause.schema} requires this field and the sender left it out. If it may be absent, ${changing(cause, 'take "required" off it')}; otherwise find out why the sender drops it.`,
  wrong_type: (cause) =>
    `The sender writes another type than ${cause.schema} declares. If that is right, ${changing(cause, "change the type (json takes anything)")}; otherwise correct the sender.`,
  out_of_range: (cause) =>
    `The number does not fit the declared type. If it is right, ${changing(cause, "declare bigint, float or string")}.`,
  not_allowed: (cause) =>
    `The value is not one of those that the schema allows. If it belongs there, ${changing(cause, "add it")}.`,
  denied: (cause) =>
    `The schema denies this value, so that lines with it go to another schema. Attach that schema, or ${changing(cause, "allow the value")}.`,
  not_an_ip: (cause) =>
    `The field is checked as an IP address. Correct the sender, or ${changing(cause, 'take the "ip" check off the field')}.`,
  not_a_cidr: (cause) =>
    `The field is checked as a CIDR. Correct the sender, or ${changing(cause, 'take the "cidr" check off the field')}.`,
  invalid_json: () => unreadable,
  not_an_object: () => unreadable,
  not_an_array: () =>
    "The stream type says that each body is one array, and it was not. Change the stream type of the source to Auto or JSON.",
  envelope_not_found: () =>
    "The field that should hold the array of events is not in the body. Correct its name in the source's configuration.",
  no_schema: () =>
    "No schema is attached to this source, so nothing can be classified. Attach one in its configuration.",
  line_too_long: () =>
    "The line is longer than TELLTALE_MAX_LINE_BYTES allows. Split it at the sender, or raise the setting and restart.",
  too_deep: () =>
    "The line nests deeper than TELLTALE_MAX_DEPTH allows. Flatten it at the sender, or raise the setting and restart.",
  body_too_large: () => "The body is larger than the settings allow after decompression. Send smaller batches.",
  invalid_utf8: () => "The line is not UTF-8. Set the sender to write UTF-8.",
  nul_byte: () =>
    "The line holds a NUL byte, which no event may. Usually it comes from a sender that was cut off while it wrote.",
  gzip_truncated: () =>
    "The compressed body ended early: the sender or a proxy cut it off. What could be read was read.",
  gzip_corrupt: () =>
    "The body says it is gzip and is not, or was damaged on the way. Check the sender's Content-Encoding.",
  gzip_trailing_bytes: () =>
    "Bytes follow after the end of the compressed body. Check how the sender joins its batches.",
};

/** Remedies of a classification failure, most lines first; causes with the same subject and advice are one. */
export function remediesOf(facts: ClassificationFailuresFacts): Remedy[] {
  const remedies = new Map<string, Remedy>();
  for (const cause of facts.causes) {
    const isField = cause.path !== "$";
    const advice = adviceByReason[cause.reason](cause);
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
