import {
  type Document,
  type ErrorCode,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import type { SchemaError } from "./schema.ts";

/** A node of the document with the path that leads to it. */
export type Place = { node: Node | null; path: string };

/** One entry of a map: where its key and its value stand. */
export type Entry = { key: Place; value: Place };

/** Takes the entries of another map, in YAML 1.1 and some readers of 1.2. */
export const mergeKey = "<<";

/** What the reader's own words do not say well. */
const yamlRules: Partial<Record<ErrorCode, string>> = {
  DUPLICATE_KEY: "This key stands twice in the same map.",
  MULTIPLE_DOCS: "A schema is one document; a second one begins here.",
  RESOURCE_EXHAUSTION: "The text nests too deep to be read.",
};

/** Reads a YAML text strictly and gathers mistakes with their lines instead of throwing. */
export class YamlReader {
  readonly errors: SchemaError[] = [];
  readonly root: Place;
  readonly #lines = new LineCounter();
  /** Maps with a key that was told to be wrong: it may be what another one was meant to be. */
  readonly #odd = new WeakSet<Map<string, Entry>>();
  readonly #document: Document;

  constructor(text: string) {
    this.#document = parseDocument(text, {
      lineCounter: this.#lines,
      uniqueKeys: true,
      strict: true,
      version: "1.2",
      schema: "core",
      merge: false,
    });
    const tooDeep = this.#document.errors.find(({ code }) => code === "RESOURCE_EXHAUSTION");
    for (const { message, pos, code } of tooDeep === undefined ? this.#document.errors : [tooDeep]) {
      const { line, col } = this.#lines.linePos(pos[0]);
      const words = yamlRules[code] ?? firstSentence(message);
      this.errors.push({ message: words, line, column: col, path: "" });
    }
    this.root = { node: this.#document.contents as Node | null, path: "" };
  }

  /** Notes a mistake at a place. */
  fail(place: Place, message: string): undefined {
    const { line, col } = this.#lines.linePos(place.node?.range?.[0] ?? 0);
    this.errors.push({
      message,
      line: Math.max(line, 1),
      column: Math.max(col, 1),
      path: place.path,
    });
    return undefined;
  }

  /** The entries of a map by key, or undefined (and a mistake noted) when it is not a map with text keys. */
  map(place: Place, what: string): Map<string, Entry> | undefined {
    const { node } = place;
    if (isAlias(node)) return this.#refuseAlias(place);
    if (!isMap(node)) return this.fail(place, `${what} must be a map of keys and values.`);
    const entries = new Map<string, Entry>();
    for (const pair of (node as YAMLMap).items) {
      const key = this.#key(pair, place);
      if (key === undefined) continue;
      const path = place.path === "" ? key.text : `${place.path}.${key.text}`;
      entries.set(key.text, {
        key: { node: key.node, path },
        value: { node: (pair.value as Node | null) ?? key.node, path },
      });
      if (pair.value === null || (isScalar(pair.value) && pair.value.value === null && pair.value.source === "")) {
        this.fail({ node: key.node, path }, `${path} has no value.`);
        entries.delete(key.text);
        this.#odd.add(entries);
      }
    }
    return entries;
  }

  /** The items of a list, or undefined (and a mistake noted). */
  list(place: Place, what: string): Place[] | undefined {
    const { node } = place;
    if (isAlias(node)) return this.#refuseAlias(place);
    if (!isSeq(node)) return this.fail(place, `${what} must be a list.`);
    return (node as YAMLSeq).items.map((item, index) => ({
      node: isPair(item) ? node : (item as Node | null),
      path: `${place.path}[${index}]`,
    }));
  }

  text(place: Place, what: string): string | undefined {
    const { node } = place;
    if (isAlias(node)) return this.#refuseAlias(place);
    if (isScalar(node) && typeof node.value === "string") return node.value;
    return this.fail(place, `${what} must be text${isScalar(node) ? "; put it in quotes" : ""}.`);
  }

  boolean(place: Place, what: string): boolean | undefined {
    const { node } = place;
    if (isAlias(node)) return this.#refuseAlias(place);
    if (isScalar(node) && typeof node.value === "boolean") return node.value;
    return this.fail(place, `${what} must be true or false.`);
  }

  integer(place: Place, what: string): number | undefined {
    const { node } = place;
    if (isAlias(node)) return this.#refuseAlias(place);
    if (isScalar(node) && Number.isSafeInteger(node.value)) return node.value as number;
    return this.fail(place, `${what} must be a whole number.`);
  }

  /** Notes every key that is not in `allowed`. */
  onlyKeys(entries: Map<string, Entry>, allowed: readonly string[], what: string): void {
    for (const [key, entry] of entries) {
      if (allowed.includes(key)) continue;
      this.#odd.add(entries);
      if (key === mergeKey) this.refuseMerge(entry.key);
      else this.fail(entry.key, `${what} has no key "${key}"; its keys are ${allowed.join(", ")}.`);
    }
  }

  /** Notes that a map lacks a key, unless a key of it is wrong: that one explains it. */
  lacks(entries: Map<string, Entry>, place: Place, message: string): undefined {
    return this.#odd.has(entries) ? undefined : this.fail(place, message);
  }

  refuseMerge(place: Place): undefined {
    return this.fail(
      place,
      `Merge keys (${mergeKey}) are not part of the schema language; name the value under definitions and use type: ref.`,
    );
  }

  #key(pair: Pair, place: Place): { text: string; node: Node } | undefined {
    const node = pair.key as Node;
    if (isAlias(node)) return this.#refuseAlias({ node, path: place.path });
    if (isScalar(node) && typeof node.value === "string") return { text: node.value, node };
    return this.fail({ node, path: place.path }, "A key must be text.");
  }

  #refuseAlias(place: Place): undefined {
    return this.fail(
      place,
      "Aliases are not part of the schema language; name the value under definitions and use type: ref.",
    );
  }
}

function firstSentence(message: string): string {
  const line = message.split("\n")[0] ?? message;
  return `${line.replace(/ at line \d+, column \d+:?$/, "").replace(/[.:]$/, "")}.`;
}
