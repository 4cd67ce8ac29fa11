import { type JsonNode, readJsonTree } from "#lib/schemas/json-tree.ts";
import { describeMissing, readExactly, shorten } from "#lib/schemas/read-exactly.ts";
import { describeCharacter } from "#lib/schemas/visible-text.ts";
import { type AttachedSchema, depthOf, type Outcome } from "./classifier.ts";
import { errorBytes } from "./row-encoder.ts";
import type { FailureDetail, FailureReason } from "./schema.ts";

/** Schemas that are told about one line; the rest is summed up in one detail. */
const maxSchemas = 50;
/** Details of one line where many schemas have many complaints. */
const maxDetails = 60;

export type Failed = Exclude<Outcome, { kind: "event" }>;

/**
 * Says in words why a line became no event, as the text of the error column. The second, slower pass, only for lines that failed;
 * a line that lacks required fields, the usual case, is told from the parsed event alone, and lines that lack the same share one text.
 */
export class Explainer {
  readonly #schemas: AttachedSchema[];
  readonly #told: AttachedSchema[];
  readonly #maxDepth: number;
  readonly #arrivedAt: number;
  /** Which required fields the line before lacked, by schema, and what was said of it. */
  #lastMissing: number[] = [];
  #lastBlank: number[] = [];
  #lastBytes: Buffer | null = null;

  /** @param arrivedAt of the lines, microseconds since 1970. */
  constructor(schemas: AttachedSchema[], maxDepth: number, arrivedAt: number) {
    this.#arrivedAt = arrivedAt;
    this.#schemas = schemas;
    this.#told = schemas.slice(0, maxSchemas);
    this.#maxDepth = maxDepth;
  }

  /** The bytes are shared between lines: not to be changed. */
  explain(text: string, outcome: Failed): Buffer {
    if (outcome.kind !== "no_match" || this.#told.length === 0) return errorBytes(this.details(text, outcome));
    let isSame = this.#lastBytes !== null;
    let isAllMissing = true;
    for (let index = 0; index < this.#told.length; index++) {
      const { compiled } = this.#told[index] as AttachedSchema;
      const missing = compiled.missing(outcome.event);
      const blank = compiled.blank(outcome.event);
      if (missing === 0) isAllMissing = false;
      if (missing !== this.#lastMissing[index] || blank !== this.#lastBlank[index]) isSame = false;
      this.#lastMissing[index] = missing;
      this.#lastBlank[index] = blank;
    }
    if (isSame && isAllMissing && this.#lastBytes !== null) return this.#lastBytes;
    const bytes = errorBytes(this.details(text, outcome));
    this.#lastBytes = isAllMissing ? bytes : null;
    return bytes;
  }

  details(text: string, outcome: Failed): FailureDetail[] {
    switch (outcome.kind) {
      case "invalid_json":
        return [explainInvalidJson(text)];
      case "not_an_object":
        return [explainNotAnObject(text)];
      case "too_deep": {
        const expected = `at most ${this.#maxDepth} levels of nesting`;
        return [recordDetail("too_deep", expected, `${depthOf(text)} levels`)];
      }
      case "no_match":
        return this.#schemas.length === 0
          ? [recordDetail("no_schema", "a schema attached to the source", "none")]
          : this.#explainNoMatch(text, outcome.event);
    }
  }

  #explainNoMatch(text: string, event: Record<string, unknown>): FailureDetail[] {
    let root: JsonNode | undefined;
    const details = this.#told.flatMap(({ logType, schema, compiled }) => {
      const missing = compiled.missing(event);
      if (missing !== 0) {
        const names = compiled.requiredNames.filter((_, index) => (missing & (1 << index)) !== 0);
        const fields = schema.fields.filter((field) => field.required && names.includes(field.name));
        return fields.map((field) => ({
          id: logType,
          ...describeMissing(field, event),
        }));
      }
      root ??= readJsonTree(text).root;
      if (root?.kind !== "object") return [];
      return readExactly(schema, root, this.#arrivedAt).problems.map((problem) => ({
        id: logType,
        ...problem,
      }));
    });
    const kept = details.length <= maxDetails ? details : firstOfEach(details);
    const untold = this.#schemas.length - this.#told.length;
    if (untold === 0) return kept;
    return [...kept, recordDetail("no_schema", "a line that fits a schema", `${untold} more schemas that do not fit`)];
  }
}

/** The first complaint of each schema. */
function firstOfEach(details: FailureDetail[]): FailureDetail[] {
  return details.filter(({ id }, index) => id !== details[index - 1]?.id);
}

/** A detail about the record itself. */
export function recordDetail(
  reason: FailureReason,
  expected: string,
  found: string,
  span: FailureDetail["span"] = null,
): FailureDetail {
  const message = `Expected ${expected}, but found ${found}.`;
  return { id: null, path: "$", reason, expected, found, message, span };
}

function explainInvalidJson(text: string): FailureDetail {
  const { mistake } = readJsonTree(text);
  // JSON.parse and the tree reader take the same texts, so there is a mistake; the span of the whole line is the honest fallback.
  if (mistake === undefined)
    return recordDetail("invalid_json", "JSON", "text that is not", {
      offset: 0,
      length: text.length,
    });
  const { offset, expected } = mistake;
  const start = text.length - text.trimStart().length;
  if (offset === start && expected === "a value") {
    const words = `the text "${shorten(text.trim())}"`;
    return recordDetail("invalid_json", "a JSON object", words, {
      offset: start,
      length: text.trim().length,
    });
  }
  const code = text.codePointAt(offset);
  const character = code === undefined ? "" : shortenedCharacter(code);
  const found = code === undefined ? "the end of the line" : `${character} at character ${offset + 1}`;
  const span = { offset: Math.min(offset, text.length - 1), length: 1 };
  const message = `The line is not valid JSON: expected ${expected}, but found ${found}.`;
  return { ...recordDetail("invalid_json", expected, found, span), message };
}

function shortenedCharacter(code: number): string {
  return describeCharacter(String.fromCodePoint(code).toWellFormed().replaceAll("\0", "\uFFFD"));
}

const kindsInWords = {
  null: "null",
  array: "an array",
  boolean: "true or false",
  string: "a text",
  number: "a number",
  object: "an object",
};

function explainNotAnObject(text: string): FailureDetail {
  const { root } = readJsonTree(text);
  const span = root === undefined ? null : { offset: root.start, length: root.end - root.start };
  return recordDetail("not_an_object", "a JSON object", kindsInWords[root?.kind ?? "null"], span);
}
