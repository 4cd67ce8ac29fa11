import { type CompiledSchema, compileSchema, MatchState } from "#lib/schemas/compile.ts";
import { readJsonTree } from "#lib/schemas/json-tree.ts";
import type { LogSchema } from "#lib/schemas/log-schema.ts";
import { readExactly } from "#lib/schemas/read-exactly.ts";

/** A schema ready to classify with. */
export type AttachedSchema = { logType: string; schema: LogSchema; compiled: CompiledSchema };

export function attachSchema(logType: string, schema: LogSchema): AttachedSchema {
  return { logType, schema, compiled: compileSchema(schema) };
}

/** Why no schema was asked, or that all refused. */
export type Outcome =
  | { kind: "event"; schemaIndex: number; eventTime: number; findings: MatchState["findings"] }
  | { kind: "invalid_json" }
  | { kind: "not_an_object" }
  | { kind: "too_deep" }
  | { kind: "no_match"; event: Record<string, unknown> };

const invalidJson: Outcome = { kind: "invalid_json" };
const notAnObject: Outcome = { kind: "not_an_object" };
const tooDeep: Outcome = { kind: "too_deep" };

/**
 * Decides which of a source's schemas a line fits. One that fits is tried first on the next line; each refusal before a fit
 * moves a schema back by one (the order of attachment decides between equals). The order is the classifier's own: one a body.
 */
export class Classifier {
  readonly #schemas: AttachedSchema[];
  readonly #maxDepth: number;
  readonly #state = new MatchState();
  /** Indexes of `#schemas`: a heap by penalty, then by index. */
  readonly #queue: number[];
  readonly #penalties: number[];
  readonly #event: Outcome & { kind: "event" } = {
    kind: "event",
    schemaIndex: 0,
    eventTime: Number.NaN,
    findings: this.#state.findings,
  };

  constructor(schemas: AttachedSchema[], maxDepth: number) {
    this.#schemas = schemas;
    this.#maxDepth = maxDepth;
    this.#queue = schemas.map((_, index) => index);
    this.#penalties = schemas.map(() => 1);
  }

  /** Looks at one line. What it gives for an event is valid until the next call. Never throws. */
  classify(text: string, isDepthKnown: boolean): Outcome {
    if (!isDepthKnown && mayNestDeeper(text, this.#maxDepth) && depthOf(text) > this.#maxDepth) return tooDeep;
    let event: unknown;
    try {
      event = JSON.parse(text);
    } catch {
      return invalidJson;
    }
    if (typeof event !== "object" || event === null || Array.isArray(event)) return notAnObject;
    const record = event as Record<string, unknown>;
    const first = this.#queue[0];
    if (first === undefined) return { kind: "no_match", event: record };
    if (this.#fits(first, record, text)) {
      this.#penalties[first] = 0;
      this.#event.schemaIndex = first;
      return this.#event;
    }
    return this.#tryOthers(first, record, text);
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
    const { root } = readJsonTree(text);
    if (root?.kind !== "object") return false;
    const exact = readExactly(schema, root);
    this.#event.eventTime = exact.eventTime;
    this.#event.findings = exact.findings;
    return exact.problems.length === 0;
  }

  #tryOthers(first: number, event: Record<string, unknown>, text: string): Outcome {
    const tried = [first];
    this.#pop();
    let winner = -1;
    while (this.#queue.length > 0 && winner < 0) {
      const index = this.#pop();
      tried.push(index);
      if (this.#fits(index, event, text)) winner = index;
    }
    for (const index of tried) {
      this.#penalties[index] = index === winner ? 0 : (this.#penalties[index] as number) + (winner < 0 ? 0 : 1);
      this.#push(index);
    }
    if (winner < 0) return { kind: "no_match", event };
    this.#event.schemaIndex = winner;
    return this.#event;
  }

  #isBefore(a: number, b: number): boolean {
    const difference = (this.#penalties[a] as number) - (this.#penalties[b] as number);
    return difference < 0 || (difference === 0 && a < b);
  }

  #push(index: number): void {
    const queue = this.#queue;
    let at = queue.length;
    queue.push(index);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(index, queue[parent] as number)) break;
      queue[at] = queue[parent] as number;
      at = parent;
    }
    queue[at] = index;
  }

  #pop(): number {
    const queue = this.#queue;
    const top = queue[0] as number;
    const last = queue.pop() as number;
    const size = queue.length;
    if (size === 0) return top;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= size) break;
      if (child + 1 < size && this.#isBefore(queue[child + 1] as number, queue[child] as number)) child += 1;
      if (!this.#isBefore(queue[child] as number, last)) break;
      queue[at] = queue[child] as number;
      at = child;
    }
    queue[at] = last;
    return top;
  }
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
