import { type CompiledSchema, compileSchema, MatchState } from "#lib/schemas/compile.ts";
import { type JsonNode, readJsonTree } from "#lib/schemas/json-tree.ts";
import type { LogSchema } from "#lib/schemas/log-schema.ts";
import { readExactly } from "#lib/schemas/read-exactly.ts";
import { candidateFinder, type FindCandidates } from "./candidates.ts";
import { bySpecificity } from "./specificity.ts";

/** A schema ready to classify with. */
export type AttachedSchema = {
  logType: string;
  schema: LogSchema;
  compiled: CompiledSchema;
};

export function attachSchema(logType: string, schema: LogSchema): AttachedSchema {
  return { logType, schema, compiled: compileSchema(schema) };
}

/** Why no schema was asked, or that all refused. */
export type Outcome =
  | {
      kind: "event";
      schemaIndex: number;
      eventTime: number;
      findings: MatchState["findings"];
    }
  | { kind: "invalid_json" }
  | { kind: "not_an_object" }
  | { kind: "too_deep" }
  | { kind: "no_match"; event: Record<string, unknown> };

const invalidJson: Outcome = { kind: "invalid_json" };
const notAnObject: Outcome = { kind: "not_an_object" };
const tooDeep: Outcome = { kind: "too_deep" };

/**
 * Decides which of a source's schemas a line fits: of those that it fits the one that asks for most, so that the line alone decides and
 * not its neighbors.
 */
export class Classifier {
  readonly #schemas: AttachedSchema[];
  readonly #maxDepth: number;
  readonly #state: MatchState;
  /** The schemas that a line may fit, the one that asks for most first. */
  readonly #findCandidates: FindCandidates;
  readonly #candidates: number[] = [];
  /** The line as the exact reading takes it, once a schema asked for that. */
  #root: JsonNode | undefined;
  readonly #event: Outcome & { kind: "event" };

  /** @param arrivedAt of the lines, microseconds since 1970. */
  constructor(schemas: AttachedSchema[], maxDepth: number, arrivedAt: number) {
    this.#state = new MatchState(arrivedAt);
    this.#event = { kind: "event", schemaIndex: 0, eventTime: Number.NaN, findings: this.#state.findings };
    this.#schemas = schemas;
    this.#maxDepth = maxDepth;
    const rules = schemas.map(({ schema }) => schema);
    this.#findCandidates = candidateFinder(rules, bySpecificity(rules));
  }

  /** Looks at one line. What it gives for an event is valid until the next call. Never throws. */
  classify(text: string, isDepthKnown: boolean): Outcome {
    if (!isDepthKnown && mayNestDeeper(text, this.#maxDepth) && depthOf(text) > this.#maxDepth) return tooDeep;
    if (cannotBeJson(text)) return invalidJson;
    let event: unknown;
    try {
      event = JSON.parse(text);
    } catch {
      return invalidJson;
    }
    if (typeof event !== "object" || event === null || Array.isArray(event)) return notAnObject;
    const record = event as Record<string, unknown>;
    this.#root = undefined;
    const candidates = this.#candidates;
    const count = this.#findCandidates(record, candidates);
    for (let position = 0; position < count; position++) {
      const index = candidates[position] as number;
      if (!this.#fits(index, record, text)) continue;
      this.#event.schemaIndex = index;
      return this.#event;
    }
    return { kind: "no_match", event: record };
  }

  #fits(index: number, event: Record<string, unknown>, text: string): boolean {
    const state = this.#state;
    state.clear();
    state.text = text;
    const { compiled, schema } = this.#schemas[index] as AttachedSchema;
    const answer = compiled.match(event, state);
    if (answer === 1) {
      this.#event.eventTime = state.eventTime;
      this.#event.findings = state.findings;
      return true;
    }
    if (answer === 0) return false;
    this.#root ??= readJsonTree(text).root;
    const root = this.#root;
    if (root?.kind !== "object") return false;
    const exact = readExactly(schema, root, state.arrivedAt);
    this.#event.eventTime = exact.eventTime;
    this.#event.findings = exact.findings;
    return exact.problems.length === 0;
  }
}

/** Whether a text is no object and begins like one or like an array: it may be a part of a value, or several. */
export function mayBePart(text: string, outcome: Outcome): boolean {
  return (outcome.kind === "invalid_json" || outcome.kind === "not_an_object") && /^\s*[{[]/.test(text);
}

/** True when the first character starts no JSON value: saves the exception for each line of a text log. */
function cannotBeJson(text: string): boolean {
  const code = text.charCodeAt(0);
  if (code === 123 || code <= 32) return false;
  return !/^[[\]"\dtfn-]/.test(text);
}

/** False when there are too few opening brackets for that depth: the cheap test that nearly every line passes. */
function mayNestDeeper(text: string, maxDepth: number): boolean {
  if (text.length <= maxDepth * 2) return false;
  let opened = 0;
  for (let at = text.indexOf("{"); at >= 0; at = text.indexOf("{", at + 1)) if (++opened > maxDepth) return true;
  for (let at = text.indexOf("["); at >= 0; at = text.indexOf("[", at + 1)) if (++opened > maxDepth) return true;
  return false;
}

/** Levels of nesting of a JSON text; brackets inside strings do not count. */
export function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 92) at += 1;
      else if (code === 34) inString = false;
    } else if (code === 34) inString = true;
    else if (code === 123 || code === 91) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (code === 125 || code === 93) depth -= 1;
  }
  return deepest;
}
