import { readJsonTree } from "#lib/schemas/json-tree.ts";
import { readExactly, shorten } from "#lib/schemas/read-exactly.ts";
import type { AttachedSchema, Outcome } from "./classifier.ts";
import { depthOf } from "./classifier.ts";
import type { FailureDetail, FailureReason } from "./schema.ts";

/** Schemas that are told about one line; the rest is summed up in one detail. */
const maxSchemas = 50;

type Failed = Exclude<Outcome, { kind: "event" }>;

/** Says in words why a line became no event. The second, slower pass: only for lines that failed. */
export function explain(text: string, outcome: Failed, schemas: AttachedSchema[], maxDepth: number): FailureDetail[] {
  switch (outcome.kind) {
    case "invalid_json":
      return [explainInvalidJson(text)];
    case "not_an_object":
      return [explainNotAnObject(text)];
    case "too_deep": {
      const expected = `at most ${maxDepth} levels of nesting`;
      return [recordDetail("too_deep", expected, `${depthOf(text)} levels`)];
    }
    case "no_match":
      return schemas.length === 0
        ? [recordDetail("no_schema", "a schema attached to the source", "none")]
        : explainNoMatch(text, schemas);
  }
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
  if (mistake === undefined) return recordDetail("invalid_json", "JSON", "text that is not", { offset: 0, length: text.length });
  const { offset, expected } = mistake;
  const code = text.codePointAt(offset);
  const found = code === undefined ? "the end of the line" : `"${shorten(String.fromCodePoint(code))}"`;
  const start = text.length - text.trimStart().length;
  if (offset === start && expected === "a value") {
    const length = Math.min(text.length - start, 60);
    const words = `the text "${shorten(text.trim())}"`;
    return recordDetail("invalid_json", "a JSON object", words, { offset: start, length });
  }
  const detail = recordDetail("invalid_json", expected, `${found} at character ${offset + 1}`, {
    offset: Math.min(offset, Math.max(text.length - 1, 0)),
    length: Math.min(1, text.length),
  });
  return { ...detail, message: `The line is not valid JSON: expected ${expected}, but found ${detail.found}.` };
}

function explainNotAnObject(text: string): FailureDetail {
  const { root } = readJsonTree(text);
  const kind = root?.kind ?? "null";
  const found = kind === "null" ? "null" : kind === "array" ? "an array" : kind === "boolean" ? "true or false" : `a ${kind === "string" ? "text" : kind}`;
  const span = root === undefined ? null : { offset: root.start, length: root.end - root.start };
  return recordDetail("not_an_object", "a JSON object", found, span);
}

function explainNoMatch(text: string, schemas: AttachedSchema[]): FailureDetail[] {
  const { root } = readJsonTree(text);
  if (root?.kind !== "object") return [explainInvalidJson(text)];
  const told = schemas.slice(0, maxSchemas).flatMap(({ logType, schema }) =>
    readExactly(schema, root).problems.map((problem) => ({ id: logType, ...problem })),
  );
  if (schemas.length <= maxSchemas) return told;
  const more = `${schemas.length - maxSchemas} more schemas that do not fit either`;
  return [...told, recordDetail("no_schema", "a line that fits a schema", more)];
}
