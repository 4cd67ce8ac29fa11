import { strftimeOfLayout } from "./go-layout.ts";
import { parseRfc3339 } from "./rfc3339.ts";
import { strftimeParser, unknownDirective, whatIsUnsaid } from "./strftime.ts";
import { aliases } from "./strftime-directives.ts";

/** Formats with a name; any other time format is a strftime pattern, or `layout=` and a Go layout. */
export const namedTimeFormats = ["rfc3339", "unix", "unix_ms", "unix_us", "unix_ns", "cloudflare"] as const;

const layoutPrefix = "layout=";
// Of seconds since 1970 alone (%s) the format is called unix.
const directive = /%[a-rt-zA-Z]/;
/** The years 1 to 9999, in microseconds: what every database and JSON reader can hold. */
const firstMicros = -62_135_596_800_000_000;
const endMicros = 253_402_300_800_000_000;

/** Formats of whole numbers, and how their values become microseconds. */
const microsOfWhole: Readonly<Record<string, (value: string | number) => number>> = {
  unix_ms: (value) => Number(value) * 1000,
  unix_us: Number,
  unix_ns: (value) => microsOfNanos(value),
};

/** Cut to microseconds, digit by digit where a number does not hold them all. */
function microsOfNanos(value: string | number): number {
  if (typeof value === "number") return Math.floor(value / 1000);
  // Of a time of this century the digits up to the microsecond are a number that holds them all.
  const micros = /^\d{4,18}$|^1\d{18}$/.test(value) ? Number(value.slice(0, -3)) : Number.NaN;
  if (Number.isSafeInteger(micros)) return micros;
  const nanos = BigInt(value.replace("+", ""));
  return Number(nanos < 0n ? (nanos - 999n) / 1000n : nanos / 1000n);
}

function patternOf(format: string): string {
  return format.startsWith(layoutPrefix) ? strftimeOfLayout(format.slice(layoutPrefix.length)) : format;
}

function isNamed(format: string): boolean {
  return (namedTimeFormats as readonly string[]).includes(format);
}

/** What is wrong with a time format, or null. */
export function timeFormatProblem(format: string): string | null {
  if (isNamed(format)) return null;
  const pattern = patternOf(format);
  if (!directive.test(pattern.replaceAll("%%", ""))) {
    return `There is no time format "${format}": it must be ${namedTimeFormats.join(", ")} or a strftime pattern such as %Y-%m-%d %H:%M:%S.`;
  }
  const unknown = format.startsWith(layoutPrefix) ? null : unknownDirective(pattern);
  return unknown === null ? null : `The time format has no directive "${unknown}".`;
}

/** Why a time format without a problem may not be saved (again): it leaves open when something was. Null when it does not. */
export function timeFormatGap(format: string): string | null {
  const unsaid = isNamed(format) ? null : whatIsUnsaid(patternOf(format));
  return unsaid === null ? null : `The time format "${format}" ${unsaid}.`;
}

/** The last noon of January 2026, a Saturday, in each directive that stands for one thing. */
const exampleParts: Record<string, string> = {
  "%": "%",
  // An optional fraction, as Go layouts take it.
  "?": "",
  a: "Sat",
  A: "Saturday",
  b: "Jan",
  B: "January",
  C: "20",
  d: "31",
  e: "31",
  f: "000000",
  G: "2026",
  g: "26",
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
  P: "pm",
  s: "1769860800",
  S: "00",
  t: " ",
  u: "6",
  U: "04",
  V: "05",
  w: "6",
  W: "04",
  y: "26",
  Y: "2026",
  z: "+0000",
  Z: "UTC",
};

/** A moment written in a strftime pattern, to show what is expected: 2026-01-31 12:00:00. */
function exampleOf(pattern: string): string {
  return pattern.replace(/%(.)/g, (directive, letter: string) => {
    const several = aliases[letter];
    return several === undefined ? (exampleParts[letter] ?? directive) : exampleOf(several);
  });
}

function describePattern(format: string): string {
  const pattern = patternOf(format);
  const unsaid = whatIsUnsaid(pattern);
  if (unsaid !== null) return `a time that says when it was, which ${format} leaves open: it ${unsaid}`;
  return `a time like ${exampleOf(pattern)}${pattern.includes("%Z") ? ", with the name of a zone that is known" : ""}`;
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
      return describePattern(format);
  }
}

/** True where a number must be written without point and exponent. */
export function wantsWholeNumber(format: string): boolean {
  return Object.hasOwn(microsOfWhole, format) || format === "cloudflare";
}

/** True where a number may have more digits than JSON.parse keeps: then the text of it is to be read. */
export function wantsEveryDigit(format: string): boolean {
  return format === "unix_ns" || format === "cloudflare";
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

function unixWhole(value: string | number, micros: (value: string | number) => number): number {
  if (typeof value === "number") return value % 1 === 0 ? inRange(micros(value)) : Number.NaN;
  if (value.length > 40 || !wholeText.test(value)) return Number.NaN;
  return inRange(micros(value));
}

function cloudflare(value: string | number): number {
  if (typeof value === "string" && !wholeText.test(value)) return inRange(parseRfc3339(value));
  const size = Math.abs(Number(value));
  if (size < 1e11) return unixWhole(value, (seconds) => Number(seconds) * 1e6);
  const unit = size >= 1e17 ? "unix_ns" : size >= 1e14 ? "unix_us" : "unix_ms";
  return unixWhole(value, microsOfWhole[unit] as (value: string | number) => number);
}

/**
 * Reads one value (never null or ""): microseconds since 1970, or NaN when it has another form. `arrivedAt`, microseconds since
 * 1970, decides the year where the format has none.
 */
export type TimeParser = (value: string | number, arrivedAt: number) => number;

/** The parser of a time format that `timeFormatProblem` has no complaint about. */
export function timeParser(format: string): TimeParser {
  if (format === "rfc3339") return (value) => (typeof value === "string" ? inRange(parseRfc3339(value)) : Number.NaN);
  if (format === "unix") return unixSeconds;
  if (format === "cloudflare") return cloudflare;
  const micros = Object.hasOwn(microsOfWhole, format) ? microsOfWhole[format] : undefined;
  if (micros !== undefined) return (value) => unixWhole(value, micros);
  const pattern = patternOf(format);
  if (whatIsUnsaid(pattern) !== null) return () => Number.NaN;
  const parse = strftimeParser(pattern);
  return (value, arrivedAt) =>
    typeof value === "string" && value.length <= 200 ? inRange(parse(value, arrivedAt)) : Number.NaN;
}
