/** What can be done about lines that are refused. For the browser as well: no zod. */
import { customPrefix } from "#lib/schemas/terms.ts";
import type { FailureReason } from "./schema.ts";

/** One way in which lines are refused, as far as advice depends on it. */
export type Refused = {
  /** The schema that refuses; null when none was asked. */
  schema: string | null;
  reason: FailureReason;
  expected: string;
  found: string;
};

/**
 * The change of the refusing schema that lets such lines pass, at the path of the refusal: `type` names a type that reads what was found
 * and that the declared one may become.
 */
export type SchemaChange =
  | { kind: "make-optional" | "add-time-format" | "allow-value" | "stop-denying" | "drop-rule" }
  | { kind: "set-type"; type: "int" | "bigint" | "float" | "string" | "json" };

export type Advice = { words: string; change: SchemaChange | null };

/** How a schema is changed: a custom one in place, one that comes with the product by a copy. */
function changing({ schema }: Refused, change: string): string {
  if (schema === null || schema.startsWith(customPrefix)) return `${change} in the schema`;
  return `copy ${schema} into a custom schema, ${change} there, and attach it`;
}

const numberFound = /^the (?:number|text) "?([+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"?$/;
const digitsOf = { int: 9, bigint: 18 } as const;

/** The narrowest type that reads what was found where another one was expected. */
function typeFor({ expected, found, reason }: Refused): (SchemaChange & { kind: "set-type" })["type"] {
  const isScalar = /^(?:the (?:number|text) |true$|false$)/.test(found);
  const mayBeText = /number|true or false|time/.test(expected) && isScalar;
  if (!mayBeText) return "json";
  const number = expected.includes("whole number") ? numberFound.exec(found)?.[1] : undefined;
  if (number === undefined) return "string";
  if (reason === "wrong_type") return "float";
  const digits = /^[+-]?\d+$/.test(number) ? number.replace(/^[+-]/, "").length : Number.POSITIVE_INFINITY;
  if (expected.includes("16 bits") && digits <= digitsOf.int) return "int";
  return !expected.includes("64 bits") && digits <= digitsOf.bigint ? "bigint" : "string";
}

const unreadable =
  "These lines are not events of this source: error pages and health probes look like this, and so does a stream type that does not fit. Stop them at the sender, or change the stream type of the source.";

const outside = (words: string) => (): Advice => ({ words, change: null });

/** A function of the refusal for each reason. */
const adviceByReason: Record<FailureReason, (refused: Refused) => Advice> = {
  wrong_time_format: (refused) => ({
    words: `The sender writes the time in a form that ${refused.schema} does not know. If it changed on purpose, ${changing(refused, "add the form to timeFormats of this field")}; otherwise set the sender back to ${refused.expected}.`,
    change: { kind: "add-time-format" },
  }),
  missing_field: (refused) => ({
    words: `${refused.schema} requires this field and the sender left it out. If it may be absent, ${changing(refused, 'take "required" off it')}; otherwise find out why the sender drops it.`,
    change: { kind: "make-optional" },
  }),
  wrong_type: (refused) => {
    const type = typeFor(refused);
    const hint = type === "json" ? "" : `; ${type} takes what was found`;
    return {
      words: `The sender writes another type than ${refused.schema} declares. If that is right, ${changing(refused, "change the type (json takes anything)")}${hint}. Otherwise correct the sender.`,
      change: { kind: "set-type", type },
    };
  },
  out_of_range: (refused) => {
    const type = typeFor(refused);
    return {
      words: `The number does not fit the declared type. If it is right, ${changing(refused, `declare ${type}`)}; it reads what was found to the last digit.`,
      change: { kind: "set-type", type },
    };
  },
  not_allowed: (refused) => ({
    words: `The value is not one of those that the schema allows. If it belongs there, ${changing(refused, "add it to allow")}.`,
    change: { kind: "allow-value" },
  }),
  denied: (refused) => ({
    words: `The schema denies this value, so that lines with it go to another schema. Attach that schema, or ${changing(refused, "take the value off deny")}.`,
    change: { kind: "stop-denying" },
  }),
  not_an_ip: (refused) => ({
    words: `The field is checked as an IP address. Correct the sender, or ${changing(refused, 'take the "ip" check off the field')}.`,
    change: { kind: "drop-rule" },
  }),
  not_a_cidr: (refused) => ({
    words: `The field is checked as a CIDR. Correct the sender, or ${changing(refused, 'take the "cidr" check off the field')}.`,
    change: { kind: "drop-rule" },
  }),
  invalid_json: outside(unreadable),
  not_an_object: outside(unreadable),
  not_an_array: outside(
    "The stream type says that each body is one array, and it was not. Change the stream type of the source to Auto or JSON.",
  ),
  envelope_not_found: outside(
    "The field that should hold the array of events is not in the body. Correct its name in the source's configuration.",
  ),
  no_schema: ({ expected }) => ({
    words: expected.startsWith("a line")
      ? "More schemas are attached than are told of for each line. Detach those that these lines have nothing to do with."
      : "No schema is attached to this source, so nothing can be classified. Attach one in its configuration.",
    change: null,
  }),
  line_too_long: outside(
    "The line is longer than TELLTALE_MAX_LINE_BYTES allows. Split it at the sender, or raise the setting and restart.",
  ),
  too_deep: outside(
    "The line nests deeper than TELLTALE_MAX_DEPTH allows. Flatten it at the sender, or raise the setting and restart.",
  ),
  body_too_large: outside("The body is larger than the settings allow after decompression. Send smaller batches."),
  invalid_utf8: outside("The line is not UTF-8. Set the sender to write UTF-8."),
  nul_byte: outside(
    "The line holds a NUL byte, which no event may. Usually it comes from a sender that was cut off while it wrote.",
  ),
  gzip_truncated: outside(
    "The compressed body ended early: the sender or a proxy cut it off. What could be read was read.",
  ),
  gzip_corrupt: outside(
    "The body says it is gzip and is not, or was damaged on the way. Check the sender's Content-Encoding.",
  ),
  gzip_trailing_bytes: outside(
    "Bytes follow after the end of the compressed body. Check how the sender joins its batches.",
  ),
};

/** What can be done about lines that are refused in this way. */
export function adviceOn(refused: Refused): Advice {
  return adviceByReason[refused.reason](refused);
}
