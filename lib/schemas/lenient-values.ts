import type { IntegerType } from "./log-schema.ts";

/**
 * How texts and numbers are accepted for a field's type. Compiled schemas and the explaining pass share these, so that
 * they cannot disagree.
 */

const bounds: Record<IntegerType, [min: bigint, max: bigint]> = {
  smallint: [-(2n ** 15n), 2n ** 15n - 1n],
  int: [-(2n ** 31n), 2n ** 31n - 1n],
  bigint: [-(2n ** 63n), 2n ** 63n - 1n],
};

const wholeText = /^[+-]?\d{1,40}$/;
const decimalText = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Least and greatest value of a type that a double can be compared with. */
export function integerBounds(type: IntegerType): [min: number, max: number] {
  return [Number(bounds[type][0]), Number(bounds[type][1])];
}

/** How a text counts for an integer type: it fits, it is too large or small, or it is no whole number. */
export function integerText(text: string, type: IntegerType): "fits" | "out_of_range" | "no_integer" {
  if (!wholeText.test(text)) return "no_integer";
  if (text.length < 5) return "fits";
  const value = BigInt(text.startsWith("+") ? text.slice(1) : text);
  return value >= bounds[type][0] && value <= bounds[type][1] ? "fits" : "out_of_range";
}

export function isSmallintText(text: string): boolean {
  return integerText(text, "smallint") === "fits";
}

export function isIntText(text: string): boolean {
  return integerText(text, "int") === "fits";
}

export function isBigintText(text: string): boolean {
  return integerText(text, "bigint") === "fits";
}

/** A decimal number that a double can hold. */
export function isFloatText(text: string): boolean {
  return text.length <= 400 && decimalText.test(text) && Number.isFinite(Number(text));
}

const booleanTexts = new Set(["1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False"]);

export function isBooleanText(text: string): boolean {
  return booleanTexts.has(text);
}
