/** A JSON value with its place in the text: UTF-16 units, `end` is one past the last. */
export type JsonNode = { start: number; end: number } & (
  | { kind: "object"; entries: Map<string, JsonNode> }
  | { kind: "array"; items: JsonNode[] }
  | { kind: "string"; value: string }
  | { kind: "number"; source: string }
  | { kind: "boolean"; value: boolean }
  | { kind: "null" }
);

/** Where a text stops being JSON and what was expected there. */
export type JsonMistake = { offset: number; expected: string };

export type JsonTree = { root: JsonNode; mistake?: undefined } | { root?: undefined; mistake: JsonMistake };

const numberAt = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** A quote, a backslash or a control character. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const stringEnd = /["\\\u0000-\u001f]/g;
const escapeAt = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/**
 * Reads a text as JSON.parse does (it takes the same texts, and of a doubled key the last), but keeps where each value stands
 * and how each number is written. Slow beside JSON.parse: for lines that are explained, not for lines that fit.
 */
export function readJsonTree(text: string): JsonTree {
  const reader = new TreeReader(text);
  try {
    return { root: reader.document() };
  } catch (error) {
    if (error instanceof Mistake) return { mistake: { offset: error.offset, expected: error.expected } };
    throw error;
  }
}

class Mistake {
  readonly offset: number;
  readonly expected: string;
  constructor(offset: number, expected: string) {
    this.offset = offset;
    this.expected = expected;
  }
}

class TreeReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): JsonNode {
    const root = this.#value();
    this.#skipSpace();
    if (this.#at < this.#text.length) throw new Mistake(this.#at, "the end of the line");
    return root;
  }

  #skipSpace(): void {
    for (; ; this.#at++) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return;
    }
  }

  #value(): JsonNode {
    this.#skipSpace();
    const start = this.#at;
    switch (this.#text[start]) {
      case "{":
        return this.#object(start);
      case "[":
        return this.#array(start);
      case '"':
        return { kind: "string", value: this.#string(), start, end: this.#at };
      case "t":
        return this.#word(start, "true", { kind: "boolean", value: true });
      case "f":
        return this.#word(start, "false", { kind: "boolean", value: false });
      case "n":
        return this.#word(start, "null", { kind: "null" });
      default:
        return this.#number(start);
    }
  }

  #word(start: number, word: string, node: { kind: "boolean"; value: boolean } | { kind: "null" }): JsonNode {
    for (let index = 0; index < word.length; index++) {
      if (this.#text[start + index] !== word[index]) throw new Mistake(start + index, `the word ${word}`);
    }
    this.#at = start + word.length;
    return { ...node, start, end: this.#at };
  }

  #number(start: number): JsonNode {
    numberAt.lastIndex = start;
    const source = numberAt.exec(this.#text)?.[0];
    if (source === undefined) {
      const afterMinus = this.#text[start] === "-";
      throw new Mistake(afterMinus ? start + 1 : start, afterMinus ? "a digit" : "a value");
    }
    this.#at = start + source.length;
    const next = this.#text[this.#at] ?? "";
    if (next === ".") throw new Mistake(this.#at + 1, "a digit");
    if (next === "e" || next === "E") throw new Mistake(this.#at + 1, "an exponent");
    return { kind: "number", source, start, end: this.#at };
  }

  /** Reads from the opening quote to one past the closing one. */
  #string(): string {
    const start = this.#at;
    let at = start + 1;
    let hasEscapes = false;
    for (;;) {
      stringEnd.lastIndex = at;
      const end = stringEnd.exec(this.#text);
      if (end === null) throw new Mistake(this.#text.length, "a closing quote");
      at = end.index;
      if (end[0] === '"') break;
      if (end[0] !== "\\") throw new Mistake(at, "an escaped control character");
      hasEscapes = true;
      escapeAt.lastIndex = at;
      const sequence = escapeAt.exec(this.#text);
      if (sequence === null) throw new Mistake(at + 1, "an escape sequence of JSON");
      at += sequence[0].length;
    }
    this.#at = at + 1;
    return hasEscapes ? JSON.parse(this.#text.slice(start, at + 1)) : this.#text.slice(start + 1, at);
  }

  #object(start: number): JsonNode {
    const entries = new Map<string, JsonNode>();
    this.#at += 1;
    this.#skipSpace();
    if (this.#text[this.#at] === "}") {
      this.#at += 1;
      return { kind: "object", entries, start, end: this.#at };
    }
    for (;;) {
      this.#skipSpace();
      if (this.#text[this.#at] !== '"') throw new Mistake(this.#at, "a key in double quotes");
      const key = this.#string();
      this.#skipSpace();
      if (this.#text[this.#at] !== ":") throw new Mistake(this.#at, "a colon");
      this.#at += 1;
      entries.set(key, this.#value());
      this.#skipSpace();
      const next = this.#text[this.#at];
      if (next !== "," && next !== "}") throw new Mistake(this.#at, "a comma or a closing brace");
      this.#at += 1;
      if (next === "}") return { kind: "object", entries, start, end: this.#at };
    }
  }

  #array(start: number): JsonNode {
    const items: JsonNode[] = [];
    this.#at += 1;
    this.#skipSpace();
    if (this.#text[this.#at] === "]") {
      this.#at += 1;
      return { kind: "array", items, start, end: this.#at };
    }
    for (;;) {
      items.push(this.#value());
      this.#skipSpace();
      const next = this.#text[this.#at];
      if (next !== "," && next !== "]") throw new Mistake(this.#at, "a comma or a closing bracket");
      this.#at += 1;
      if (next === "]") return { kind: "array", items, start, end: this.#at };
    }
  }
}
