import { parseRfc3339 } from "./rfc3339.ts";
import { strftimeOfLayout, strftimeParser, unknownDirective } from "./strftime.ts";

/** Formats with a name; any other time format is a strftime pattern, or `layout=` and a Go layout. */
export const namedTimeFormats = ["rfc3339", "unix", "unix_ms", "unix_us", "unix_ns", "cloudflare"] as const;

const layoutPrefix = "layout=";
const dateDirective = /%[aAbBcCdDfFHIjmMpRSTUwWxyYzZ]/;
/** The years 1 to 9999, in microseconds: what every database and JSON reader can hold. */
const firstMicros = -62_135_596_800_000_000;
const endMicros = 253_402_300_800_000_000;

const microsByUnit = new Map([
  ["unix_ms", 1000],
  ["unix_us", 1],
  ["unix_ns", 1 / 1000],
]);

/** What is wrong with a time format, or null. */
export function timeFormatProblem(format: string): string | null {
  if ((namedTimeFormats as readonly string[]).includes(format)) return null;
  const isLayout = format.startsWith(layoutPrefix);
  const pattern = isLayout ? strftimeOfLayout(format.slice(layoutPrefix.length)) : format;
  if (!dateDirective.test(pattern.replaceAll("%%", ""))) {
    return `There is no time format "${format}": it must be ${namedTimeFormats.join(", ")} or a strftime pattern such as %Y-%m-%d %H:%M:%S.`;
  }
  const unknown = isLayout ? null : unknownDirective(pattern);
  return unknown === null ? null : `The time format has no directive "${unknown}".`;
}

/** The last noon of January 2026, a Saturday, in each directive. */
const exampleParts: Record<string, string> = {
  "%": "%",
  // An optional fraction, as Go layouts take it.
  "?": "",
  a: "Sat",
  A: "Saturday",
  b: "Jan",
  B: "January",
  c: "Sat Jan 31 12:00:00 2026",
  d: "31",
  D: "01/31/26",
  e: "31",
  f: "000000",
  F: "2026-01-31",
  h: "Jan",
  H: "12",
  I: "12",
  j: "031",
  k: "12",
  l: "12",
  m: "01",
  M: "00",
  n: " ",
  p: "PM",
  R: "12:00",
  S: "00",
  t: " ",
  T: "12:00:00",
  U: "04",
  w: "6",
  W: "04",
  y: "26",
  Y: "2026",
  z: "+0000",
  Z: "UTC",
};

/** A moment written in a strftime pattern or a Go layout, to show what is expected: 2026-01-31 12:00:00. */
function exampleOf(format: string): string {
  const pattern = format.startsWith(layoutPrefix) ? strftimeOfLayout(format.slice(layoutPrefix.length)) : format;
  return pattern.replace(/%(.)/g, (directive, letter: string) => exampleParts[letter] ?? directive);
}

/** What a value of the format looks like, in words. */
export function describeTimeFormat(format: string): string {
  switch (format) {
    case "rfc3339":
      return "a time in RFC 3339 form (2026-01-31T12:00:00Z)";
    case "unix":
      return "a Unix time in seconds";
    case "unix_ms":
      return "a Unix time in whole milliseconds";
    case "unix_us":
      return "a Unix time in whole microseconds";
    case "unix_ns":
      return "a Unix time in whole nanoseconds";
    case "cloudflare":
      return "a Unix time in seconds, milliseconds or nanoseconds, or a time in RFC 3339 form";
    default:
      return `a time like ${exampleOf(format)}`;
  }
}

/** True where a number must be written without point and exponent. */
export function wantsWholeNumber(format: string): boolean {
  return microsByUnit.has(format) || format === "cloudflare";
}

function inRange(micros: number): number {
  return micros >= firstMicros && micros < endMicros ? micros : Number.NaN;
}

const decimalText = /^[+-]?(?:\d+\.?\d*|\.\d+)$/;
const wholeText = /^[+-]?\d+$/;

function unixSeconds(value: string | number): number {
  if (typeof value === "number") return inRange(Math.floor(value * 1e6 + 0.5));
  if (value.length > 40 || !decimalText.test(value)) return Number.NaN;
  return inRange(Math.floor(Number(value) * 1e6 + 0.5));
}

function unixWhole(value: string | number, microsPerUnit: number): number {
  if (typeof value === "number") return value % 1 === 0 ? inRange(Math.floor(value * microsPerUnit)) : Number.NaN;
  if (value.length > 40 || !wholeText.test(value)) return Number.NaN;
  return inRange(Math.floor(Number(value) * microsPerUnit));
}

function cloudflare(value: string | number): number {
  if (typeof value === "string" && !wholeText.test(value)) return inRange(parseRfc3339(value));
  const size = Math.abs(Number(value));
  const microsPerUnit = size >= 1e17 ? 1 / 1000 : size >= 1e14 ? 1 : size >= 1e11 ? 1000 : 1e6;
  return unixWhole(value, microsPerUnit);
}

/** Reads one value (never null or ""): microseconds since 1970, or NaN when it has another form. */
export type TimeParser = (value: string | number) => number;

/** The parser of a time format that `timeFormatProblem` has no complaint about. */
export function timeParser(format: string): TimeParser {
  if (format === "rfc3339") return (value) => (typeof value === "string" ? inRange(parseRfc3339(value)) : Number.NaN);
  if (format === "unix") return unixSeconds;
  if (format === "cloudflare") return cloudflare;
  const microsPerUnit = microsByUnit.get(format);
  if (microsPerUnit !== undefined) return (value) => unixWhole(value, microsPerUnit);
  const pattern = format.startsWith(layoutPrefix) ? strftimeOfLayout(format.slice(layoutPrefix.length)) : format;
  const parse = strftimeParser(pattern);
  return (value) => (typeof value === "string" && value.length <= 200 ? inRange(parse(value)) : Number.NaN);
}
