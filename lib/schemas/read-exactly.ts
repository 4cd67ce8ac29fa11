import { isCidr, isIp } from "./addresses.ts";
import { Findings } from "./indicators.ts";
import type { JsonNode } from "./json-tree.ts";
import { integerText, isBooleanText, isFloatText } from "./lenient-values.ts";
import type { AddressFamily, FieldSpec, LogSchema, StringSpec, TimestampSpec, ValueSpec } from "./log-schema.ts";
import type { FieldProblem, ProblemReason } from "./schema.ts";
import { describeTimeFormat, type TimeParser, timeParser, wantsEveryDigit, wantsWholeNumber } from "./time-formats.ts";
import { quotedName, visible } from "./visible-text.ts";

/** What the exact reading of one event gives; without problems the event fits. */
export type ExactReading = {
  problems: FieldProblem[];
  eventTime: number;
  findings: Findings;
};

/** Problems told of one event and schema; the first ones say why. */
const maxProblems = 10;

/**
 * Decides whether an event fits a schema as the compiled schema does, field by field and from the spelling of each value, and says in
 * words why not. `root` must be an object. Required fields missing at the top are told alone: such an event is of another kind.
 * @param arrivedAt when the line arrived, microseconds since 1970.
 */
export function readExactly(schema: LogSchema, root: JsonNode & { kind: "object" }, arrivedAt: number): ExactReading {
  const reader = new ExactReader(arrivedAt);
  for (const field of schema.fields) {
    if (field.required && isAbsent(root.entries.get(field.name), field.value)) reader.missing(field, "$");
  }
  if (reader.reading.problems.length === 0) reader.object(schema.fields, root, "$");
  return reader.reading;
}

const parsers = new Map<string, TimeParser>();

function parserOf(format: string): TimeParser {
  const known = parsers.get(format);
  if (known !== undefined) return known;
  const made = timeParser(format);
  if (parsers.size < 1000) parsers.set(format, made);
  return made;
}

function isAbsent(node: JsonNode | undefined, spec: ValueSpec): boolean {
  if (node === undefined || node.kind === "null") return true;
  const emptyTextToo = !["string", "array", "object", "json"].includes(spec.type);
  return emptyTextToo && node.kind === "string" && node.value === "";
}

/** The path of a member: `.name` where the name is plain, `["name"]` otherwise. */
export function memberPath(path: string, name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? `${path}.${name}` : `${path}[${quotedName(name)}]`;
}

/** A required field of the top level that an event lacks. A value that is there but counts as absent has no known place here. */
export function describeMissing(field: FieldSpec, event: Record<string, unknown>): FieldProblem {
  const isThere = Object.hasOwn(event, field.name);
  const found = !isThere ? "nothing" : event[field.name] === null ? "null" : "an empty text";
  return missingProblem(memberPath("$", field.name), expectation(field.value), found, null);
}

class ExactReader {
  readonly #arrivedAt: number;
  readonly reading: ExactReading = {
    problems: [],
    eventTime: Number.NaN,
    findings: new Findings(),
  };

  constructor(arrivedAt: number) {
    this.#arrivedAt = arrivedAt;
  }

  missing(field: FieldSpec, parent: string, node?: JsonNode): void {
    this.#add(memberPath(parent, field.name), "missing_field", expectation(field.value), node);
  }

  #add(path: string, reason: ProblemReason, expected: string, node: JsonNode | undefined): void {
    if (this.reading.problems.length >= maxProblems) return;
    this.reading.problems.push(describeProblem(path, reason, expected, node));
  }

  object(fields: FieldSpec[], node: JsonNode & { kind: "object" }, path: string): void {
    for (const field of fields) {
      const value = node.entries.get(field.name);
      if (isAbsent(value, field.value)) {
        if (field.required) this.missing(field, path, value);
      } else if (value !== undefined) {
        this.#value(field.value, value, memberPath(path, field.name));
      }
    }
  }

  /** `node` is not absent for the type. */
  #value(spec: ValueSpec, node: JsonNode, path: string): void {
    switch (spec.type) {
      case "json":
        return;
      case "object":
        if (node.kind === "object") this.object(spec.fields, node, path);
        else this.#add(path, "wrong_type", expectation(spec), node);
        return;
      case "array":
        if (node.kind !== "array") {
          this.#add(path, "wrong_type", expectation(spec), node);
          return;
        }
        for (const [index, item] of node.items.entries()) {
          const itemPath = `${path}[${index}]`;
          if (!isAbsent(item, spec.element)) this.#value(spec.element, item, itemPath);
          else if (spec.elementRequired) this.#add(itemPath, "missing_field", expectation(spec.element), item);
        }
        return;
      case "string":
        this.#string(spec, node, path);
        return;
      case "timestamp":
        this.#timestamp(spec, node, path);
        return;
      default: {
        const reason = scalarProblem(spec.type, node);
        if (reason !== null) this.#add(path, reason, expectation(spec), node);
      }
    }
  }

  #string(spec: StringSpec, node: JsonNode, path: string): void {
    const text = textOf(node);
    if (text === "") return;
    const problem = ruleProblem(spec, text);
    if (problem !== null) this.#add(path, problem[0], problem[1], node);
    else for (const indicator of spec.indicators) this.reading.findings[indicator](text as string);
  }

  #timestamp(spec: TimestampSpec, node: JsonNode, path: string): void {
    const expected = expectation(spec);
    if (node.kind !== "string" && node.kind !== "number") {
      this.#add(path, "wrong_type", expected, node);
      return;
    }
    const text = node.kind === "string" ? node.value : node.source;
    const hasFloatSpelling = node.kind === "number" && /[.eE]/.test(node.source);
    // Not the first format that reads it, but the first of all whose result counts: the compiled schema does the same.
    let time = Number.NaN;
    for (const format of spec.timeFormats) {
      if (Number.isNaN(time) && !(hasFloatSpelling && wantsWholeNumber(format))) {
        const value = node.kind === "string" || wantsEveryDigit(format) ? text : Number(text);
        time = parserOf(format)(value, this.#arrivedAt);
      }
    }
    if (Number.isNaN(time)) this.#add(path, "wrong_time_format", expected, node);
    else if (spec.isEventTime && Number.isNaN(this.reading.eventTime)) this.reading.eventTime = time;
  }
}

/** Why a text (null: the value is none) does not fit, and what was asked for. */
function ruleProblem(spec: StringSpec, text: string | null): [ProblemReason, string] | null {
  if (text === null) return ["wrong_type", expectation(spec)];
  const { rules } = spec;
  if (rules === null) return null;
  const { allow, deny, ip, cidr } = rules;
  if (allow !== null && !allow.includes(text)) return ["not_allowed", `one of ${listed(allow)}`];
  if (deny?.includes(text)) return ["denied", `none of ${listed(deny)}`];
  if (ip !== null && !isIp(text, ip)) return ["not_an_ip", `an ${familyNames[ip]} address`];
  if (cidr !== null && !isCidr(text, cidr)) return ["not_a_cidr", `an ${familyNames[cidr]} address range in CIDR form`];
  return null;
}

const familyNames: Record<AddressFamily, string> = { ipv4: "IPv4", ipv6: "IPv6", any: "IP" };

function textOf(node: JsonNode): string | null {
  if (node.kind === "string") return node.value;
  if (node.kind === "number") return node.source;
  if (node.kind === "boolean") return String(node.value);
  return null;
}

function scalarProblem(
  type: "smallint" | "int" | "bigint" | "float" | "boolean",
  node: JsonNode,
): ProblemReason | null {
  if (type === "boolean") {
    if (node.kind === "boolean") return null;
    if (node.kind === "number") return Number(node.source) === 0 || Number(node.source) === 1 ? null : "wrong_type";
    return node.kind === "string" && isBooleanText(node.value) ? null : "wrong_type";
  }
  if (node.kind !== "string" && node.kind !== "number") return "wrong_type";
  const text = node.kind === "string" ? node.value : node.source;
  if (type === "float") {
    if (node.kind === "number") return Number.isFinite(Number(text)) ? null : "out_of_range";
    return isFloatText(text) ? null : "wrong_type";
  }
  const answer = integerText(text, type);
  if (answer === "fits") return null;
  return answer === "out_of_range" || /^-?\d+$/.test(text) ? "out_of_range" : "wrong_type";
}

function expectation(spec: ValueSpec): string {
  switch (spec.type) {
    case "string":
      return "text";
    case "smallint":
      return "a whole number of 16 bits";
    case "int":
      return "a whole number of 32 bits";
    case "bigint":
      return "a whole number of 64 bits";
    case "float":
      return "a number";
    case "boolean":
      return "true or false";
    case "timestamp":
      return spec.timeFormats.map(describeTimeFormat).join(", or ");
    case "array":
      return "an array";
    case "object":
      return "an object";
    case "json":
      return "any value";
  }
}

function describeProblem(
  path: string,
  reason: ProblemReason,
  expected: string,
  node: JsonNode | undefined,
): FieldProblem {
  const found = node === undefined ? "nothing" : describeNode(node);
  const span = node === undefined ? null : { offset: node.start, length: node.end - node.start };
  if (reason === "missing_field") return missingProblem(path, expected, found, span);
  return {
    path,
    reason,
    expected,
    found,
    message: `${path} must be ${expected}, but is ${found}.`,
    span,
  };
}

function missingProblem(path: string, expected: string, found: string, span: FieldProblem["span"]): FieldProblem {
  const message = `${path} is required${found === "nothing" ? " and missing" : `, but is ${found}`}; expected ${expected}.`;
  return { path, reason: "missing_field", expected, found, message, span };
}

function describeNode(node: JsonNode): string {
  switch (node.kind) {
    case "null":
      return "null";
    case "boolean":
      return String(node.value);
    case "number":
      return `the number ${shorten(node.source)}`;
    case "string":
      return node.value === "" ? "an empty text" : `the text "${shorten(node.value)}"`;
    case "array":
      return node.items.length === 0 ? "an empty array" : `an array of ${node.items.length}`;
    case "object":
      return node.entries.size === 0 ? "an empty object" : "an object";
  }
}

/** At most 60 characters of a text, safe to store (no NUL, no half of a surrogate pair), with invisible ones by their number. */
export function shorten(text: string): string {
  const cut = text.length > 60 ? `${text.slice(0, 59)}…` : text;
  return visible(cut.toWellFormed().replaceAll("\0", "\uFFFD"));
}

function listed(values: string[]): string {
  const shown = values.slice(0, 10).map((value) => `"${shorten(value)}"`);
  return values.length > 10 ? `${shown.join(", ")} and ${values.length - 10} more` : shown.join(", ");
}
