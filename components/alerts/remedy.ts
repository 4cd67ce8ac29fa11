import { plural } from "#components/ui/number-format.ts";
import type { ClassificationFailuresFacts, FailureCause } from "#lib/system-errors/schema.ts";
import { pathWords } from "./facts.ts";

/** What can be done about one way in which lines are refused. */
export interface Remedy {
  /** What it is about: a field or the line. */
  subject: string;
  /** Whether `subject` is a field's name. */
  isField: boolean;
  lines: number;
  advice: string;
}

const unreadable =
  "These lines are not events of this source: error pages and health probes look like this, and so does a stream type that does not fit. Stop them at the sender, or change the stream type of the source.";

/** Advice by reason, as a function of the cause. */
const adviceByReason: Record<FailureCause["reason"], (cause: FailureCause) => string> = {
  wrong_time_format: (cause) =>
    `The sender writes the time in a form that ${cause.schema} does not know. If it changed on purpose, add the form to timeFormats of this field; otherwise set the sender back to ${cause.expected}.`,
  missing_field: (cause) =>
    `${cause.schema} requires this field and the sender left it out. If it may be absent, take "required" off it in the schema; otherwise find out why the sender drops it.`,
  wrong_type: (cause) =>
    `The sender writes another type than ${cause.schema} declares. Change the type in the schema (json takes anything), or the sender.`,
  out_of_range: () => "The number does not fit the declared type. Declare bigint, float or string in the schema.",
  not_allowed: () => "The value is not one of those that the schema allows. Add it in the schema if it belongs there.",
  denied: () =>
    "The schema denies this value, so that lines with it go to another schema. Attach that schema, or allow the value.",
  not_an_ip: () => 'The field is checked as an IP address. Correct the sender, or take the "ip" check off the field.',
  not_a_cidr: () => 'The field is checked as a CIDR. Correct the sender, or take the "cidr" check off the field.',
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
    if (known) known.lines = Math.max(known.lines, cause.lines);
    else remedies.set(key, { subject: pathWords(cause.path), isField, lines: cause.lines, advice });
  }
  return [...remedies.values()].sort((a, b) => b.lines - a.lines);
}

/** "418 of 430 lines" for the head of a remedy. */
export function shareWords(lines: number, total: number): string {
  return lines >= total
    ? `all ${plural(total, "line")}`
    : `${plural(lines, "line")} of ${total.toLocaleString("en-US")}`;
}
