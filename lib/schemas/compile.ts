import { isCidr, isIp } from "./addresses.ts";
import { Findings } from "./indicators.ts";
import {
  integerBounds,
  isBigintText,
  isBooleanText,
  isFloatText,
  isIntText,
  isSmallintText,
} from "./lenient-values.ts";
import type {
  FieldSpec,
  IntegerType,
  LogSchema,
  ObjectSpec,
  StringSpec,
  TimestampSpec,
  ValueSpec,
} from "./log-schema.ts";
import { timeParser, wantsEveryDigit, wantsWholeNumber } from "./time-formats.ts";
import { digitsAfter, isWholeNear, type KeyPlace, mayHaveFloatLiteral } from "./whole-literals.ts";

/** What a compiled schema reads beside the event and writes while it looks at one. */
export class MatchState {
  readonly findings = new Findings();
  /** Microseconds since 1970 of the first event-time field with a value; NaN when there is none. */
  eventTime = Number.NaN;
  /** The line the event was parsed from. */
  text = "";
  /** When the line arrived, microseconds since 1970: it decides the year of times that have none. */
  readonly arrivedAt: number;

  constructor(arrivedAt: number) {
    this.arrivedAt = arrivedAt;
  }

  clear(): void {
    this.findings.clear();
    this.eventTime = Number.NaN;
  }
}

/**
 * Whether an event fits: 1 yes, 0 no, 2 "only the exact reading can tell" (a number whose spelling JSON.parse has
 * lost decides): then `readExactly` answers. After 1 the state holds event time and findings; after 0 and 2 it must be cleared.
 */
export type Match = (event: Record<string, unknown>, state: MatchState) => 0 | 1 | 2;

export type CompiledSchema = {
  match: Match;
  /** Bit n is set when the nth required field of the top level is absent; only the first 31 are told. */
  missing: (event: Record<string, unknown>) => number;
  /** Those of the missing that are there, but null or an empty text. */
  blank: (event: Record<string, unknown>) => number;
  /** Names of the required fields of the top level, in the order of the bits. */
  requiredNames: string[];
};

/** Makes the functions of a schema once, as source text: one fixed shape, no interpretation per field. */
export function compileSchema(schema: LogSchema): CompiledSchema {
  const writer = new MatchWriter();
  const root = writer.object({ type: "object", fields: schema.fields });
  const required = schema.fields.filter((field) => field.required).slice(0, 31);
  // Names and values from the schema enter the source as JSON literals or as constants of the closure, never as text.
  const make = new Function(
    "isCidr",
    "isIp",
    "isBigintText",
    "isBooleanText",
    "isFloatText",
    "isIntText",
    "isSmallintText",
    "digitsAfter",
    "isWholeNear",
    "mayHaveFloatLiteral",
    "constants",
    `"use strict";\n${writer.source()}\nreturn { match: ${root}, missing: ${missingSource(required)}, blank: ${blankSource(required)} };`,
  );
  const made: Omit<CompiledSchema, "requiredNames"> = make(
    isCidr,
    isIp,
    isBigintText,
    isBooleanText,
    isFloatText,
    isIntText,
    isSmallintText,
    digitsAfter,
    isWholeNear,
    mayHaveFloatLiteral,
    writer.constants,
  );
  return { ...made, requiredNames: required.map((field) => field.name) };
}

function missingSource(required: FieldSpec[]): string {
  const tests = required.map((field, index) => {
    const value = read("o", field.name);
    return `if (${isAbsent(value, field.value)}) m |= ${1 << index};`;
  });
  return `function (o) { let m = 0; ${tests.join("\n")} return m; }`;
}

function blankSource(required: FieldSpec[]): string {
  const tests = required.map((field, index) => {
    const value = read("o", field.name);
    return `if (${value} !== undefined && (${isAbsent(value, field.value)})) m |= ${1 << index};`;
  });
  return `function (o) { let m = 0; ${tests.join("\n")} return m; }`;
}

const literal = JSON.stringify;

/** A property that every object inherits must be its own to count. */
function read(object: string, name: string): string {
  const key = literal(name);
  return name in Object.prototype
    ? `(Object.hasOwn(${object}, ${key}) ? ${object}[${key}] : undefined)`
    : `${object}[${key}]`;
}

/** Null counts as absent; so does "" for numbers, booleans and timestamps. */
function isAbsent(value: string, spec: ValueSpec): string {
  const emptyTextToo = !["string", "array", "object", "json"].includes(spec.type);
  return emptyTextToo ? `${value} == null || ${value} === ""` : `${value} == null`;
}

const integerTests: Record<IntegerType, string> = {
  smallint: "isSmallintText",
  int: "isIntText",
  bigint: "isBigintText",
};

/** Writes one function for each object of a schema, so that each stays small enough for the optimiser. */
class MatchWriter {
  readonly constants: unknown[] = [];
  readonly #functions: string[] = [];
  #names = 0;

  source(): string {
    const constants = this.constants.map((_, index) => `const k${index} = constants[${index}];`);
    return [...constants, ...this.#functions].join("\n");
  }

  #constant(value: unknown): string {
    this.constants.push(value);
    return `k${this.constants.length - 1}`;
  }

  #name(prefix: string): string {
    this.#names += 1;
    return `${prefix}${this.#names}`;
  }

  /** Gives the name of a function (o, s) that checks the fields of an object. */
  object(spec: ObjectSpec): string {
    const name = this.#name("o");
    const presence = spec.fields
      .filter((field) => field.required)
      .map((field) => `if (${isAbsent(read("o", field.name), field.value)}) return 0;`);
    const checks = spec.fields
      .filter((field) => !isAlwaysFine(field.value))
      .map((field) => {
        const value = this.#name("v");
        return `{ const ${value} = ${read("o", field.name)}; ${this.#value(field.value, value, field.name)} }`;
      });
    this.#functions.push(`function ${name}(o, s) {\n${[...presence, ...checks].join("\n")}\nreturn 1;\n}`);
    return name;
  }

  /** Statements that leave the function with 0 or 2 when the value does not fit. `key` is null inside an array. */
  #value(spec: ValueSpec, v: string, key: string | null): string {
    switch (spec.type) {
      case "string":
        return this.#string(spec, v);
      case "smallint":
      case "int":
      case "bigint":
        return this.#integer(spec.type, v, key);
      case "float":
        return `if (typeof ${v} === "number") { if (${v} - ${v} !== 0) return 0; }
          else if (${v} != null && ${v} !== "" && (typeof ${v} !== "string" || !isFloatText(${v}))) return 0;`;
      case "boolean":
        return `if (typeof ${v} !== "boolean" && ${v} != null && ${v} !== ""
          && !(typeof ${v} === "string" ? isBooleanText(${v}) : ${v} === 0 || ${v} === 1)) return 0;`;
      case "timestamp":
        return this.#timestamp(spec, v, key);
      case "array":
        return this.#array(spec.element, spec.elementRequired, v);
      case "object": {
        const check = this.object(spec);
        const result = this.#name("r");
        return `if (${v} != null) { if (typeof ${v} !== "object" || Array.isArray(${v})) return 0;
          const ${result} = ${check}(${v}, s); if (${result} !== 1) return ${result}; }`;
      }
      case "json":
        return "";
    }
  }

  #string(spec: StringSpec, v: string): string {
    const { rules, indicators } = spec;
    if (rules === null && indicators.length === 0) return `if (typeof ${v} === "object" && ${v} !== null) return 0;`;
    const text = this.#name("t");
    const tests: string[] = [];
    if (rules?.allow != null) tests.push(`if (!${this.#constant(new Set(rules.allow))}.has(${text})) return 0;`);
    if (rules?.deny != null) tests.push(`if (${this.#constant(new Set(rules.deny))}.has(${text})) return 0;`);
    if (rules?.ip != null) tests.push(`if (!isIp(${text}, ${literal(rules.ip)})) return 0;`);
    if (rules?.cidr != null) tests.push(`if (!isCidr(${text}, ${literal(rules.cidr)})) return 0;`);
    const gathers = indicators.map((indicator) => `s.findings.${indicator}(${text});`);
    return `if (${v} != null) {
      if (typeof ${v} === "object") return 0;
      if (typeof ${v} === "number") return 2;
      const ${text} = typeof ${v} === "string" ? ${v} : String(${v});
      if (${text} !== "") { ${tests.join(" ")} ${gathers.join(" ")} } }`;
  }

  #integer(type: IntegerType, v: string, key: string | null): string {
    const [min, max] = integerBounds(type);
    const beyond = type === "bigint" ? `if (!Number.isSafeInteger(${v})) return 2;` : "";
    return `if (typeof ${v} === "number") {
        if (!(${v} >= ${min} && ${v} <= ${max}) || ${v} % 1 !== 0) return 0;
        ${beyond}
        ${this.#wholeTest(v, key)}
      } else if (${v} != null && ${v} !== "" && (typeof ${v} !== "string" || !${integerTests[type]}(${v}))) return 0;`;
  }

  #timestamp(spec: TimestampSpec, v: string, key: string | null): string {
    const time = this.#name("t");
    // A number with more digits than JSON.parse keeps is read as it is written, by the formats that want each of them.
    const written = spec.timeFormats.some(wantsEveryDigit) ? this.#name("w") : v;
    const [first, ...others] = spec.timeFormats.map(
      (format) => `${this.#constant(timeParser(format))}(${wantsEveryDigit(format) ? written : v}, s.arrivedAt)`,
    );
    const fallbacks = others.map((reading) => `if (${time} !== ${time}) ${time} = ${reading};`);
    const whole = spec.timeFormats.some(wantsWholeNumber)
      ? `if (typeof ${written} === "number") { ${this.#wholeTest(v, key)} }`
      : "";
    return `if (${v} != null && ${v} !== "") {
        if (typeof ${v} !== "string" && typeof ${v} !== "number") return 0;
        ${written === v ? "" : this.#digits(written, v, key)}
        let ${time} = ${first}; ${fallbacks.join(" ")}
        if (${time} !== ${time}) return 0;
        ${whole}
        ${spec.isEventTime ? `if (s.eventTime !== s.eventTime) s.eventTime = ${time};` : ""} }`;
  }

  #digits(written: string, v: string, key: string | null): string {
    const found = key === null ? "null" : `digitsAfter(s.text, ${literal(literal(key))}, ${v})`;
    return `let ${written} = ${v}; if (typeof ${v} === "number" && !Number.isSafeInteger(${v})) {
        ${written} = ${found}; if (${written} === null) return 2; }`;
  }

  /** A number written with point or exponent is no whole number, however round: the spelling in the line decides. */
  #wholeTest(v: string, key: string | null): string {
    if (key === null) return "if (mayHaveFloatLiteral(s.text)) return 2;";
    const place: KeyPlace = { at: 0 };
    return `if (!isWholeNear(s.text, ${literal(literal(key))}, ${v}, ${this.#constant(place)})) return 2;`;
  }

  #array(element: ValueSpec, elementRequired: boolean, v: string): string {
    const index = this.#name("i");
    const item = this.#name("e");
    const presence = elementRequired ? `if (${isAbsent(item, element)}) return 0;` : "";
    return `if (${v} != null) { if (!Array.isArray(${v})) return 0;
      for (let ${index} = 0; ${index} < ${v}.length; ${index}++) {
        const ${item} = ${v}[${index}]; ${presence} ${this.#value(element, item, null)} } }`;
  }
}

function isAlwaysFine(spec: ValueSpec): boolean {
  return spec.type === "json";
}
