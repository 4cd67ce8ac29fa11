import { daysInMonth, microsFromCivil } from "./rfc3339.ts";
import { zoneMinutes } from "./zone-names.ts";

/** What has been read so far. A part of the day that was not named is 0, a zone UTC; -1 stands for a part of the date that was not. */
type Reading = {
  text: string;
  at: number;
  year: number;
  century: number;
  month: number;
  day: number;
  dayOfYear: number;
  hour: number;
  hour12: number;
  isAfternoon: boolean | null;
  minute: number;
  second: number;
  micros: number;
  zoneMinutes: number;
  epochSeconds: number;
};

/** Reads at `at` and moves it on, or gives false. */
type Step = (reading: Reading) => boolean;

const months = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];
const weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const aliases: Record<string, string> = {
  c: "%a %b %e %H:%M:%S %Y",
  D: "%m/%d/%y",
  F: "%Y-%m-%d",
  R: "%H:%M",
  r: "%I:%M:%S %p",
  T: "%H:%M:%S",
  v: "%e-%b-%Y",
  X: "%H:%M:%S",
  x: "%m/%d/%y",
};
/** Up to `width` digits, or -1 when there is none. */
function digits(reading: Reading, width: number): number {
  const end = Math.min(reading.at + width, reading.text.length);
  let value = 0;
  let at = reading.at;
  for (; at < end; at++) {
    const digit = reading.text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  if (at === reading.at) return -1;
  reading.at = at;
  return value;
}

function number(width: number, min: number, max: number, store: (reading: Reading, value: number) => void): Step {
  return (reading) => {
    const value = digits(reading, width);
    if (value < min || value > max) return false;
    store(reading, value);
    return true;
  };
}

function padded(step: Step): Step {
  return (reading) => {
    if (reading.text[reading.at] === " ") reading.at += 1;
    return step(reading);
  };
}

/** One of the names, whole or its first three letters, in any case; the longer spelling wins. */
function name(names: string[], store: (reading: Reading, index: number) => void): Step {
  return (reading) => {
    const lower = reading.text.slice(reading.at, reading.at + 9).toLowerCase();
    const index = names.findIndex((full) => lower.startsWith(full.slice(0, 3)));
    const full = names[index];
    if (full === undefined) return false;
    reading.at += lower.startsWith(full) ? full.length : 3;
    store(reading, index);
    return true;
  };
}

function fraction(width: number): Step {
  return (reading) => {
    const from = reading.at;
    const value = digits(reading, width);
    if (value < 0) return false;
    const written = reading.at - from;
    reading.micros = written <= 6 ? value * 10 ** (6 - written) : Math.floor(value / 10 ** (written - 6));
    return true;
  };
}

function zoneOffset(reading: Reading): boolean {
  const match = /^(?:Z|([+-])(\d\d)(?::?(\d\d))?)/.exec(reading.text.slice(reading.at, reading.at + 6));
  if (match === null) return false;
  const minutes = Number(match[2] ?? 0) * 60 + Number(match[3] ?? 0);
  if (minutes >= 1440 || Number(match[3] ?? 0) > 59) return false;
  reading.zoneMinutes = match[1] === "-" ? -minutes : minutes;
  reading.at += match[0].length;
  return true;
}

function zoneName(reading: Reading): boolean {
  const name = /^[A-Za-z]{1,5}/.exec(reading.text.slice(reading.at, reading.at + 5))?.[0] ?? "";
  const minutes = zoneMinutes(name);
  if (minutes === undefined) return false;
  reading.zoneMinutes = minutes;
  reading.at += name.length;
  return true;
}

function halfOfDay(reading: Reading): boolean {
  const half = reading.text.slice(reading.at, reading.at + 2).toUpperCase();
  if (half !== "AM" && half !== "PM") return false;
  reading.isAfternoon = half === "PM";
  reading.at += 2;
  return true;
}

function whiteSpace(reading: Reading): boolean {
  const from = reading.at;
  while (/^\s$/.test(reading.text[reading.at] ?? "")) reading.at += 1;
  return reading.at > from;
}

/** Go reads a fraction after the seconds whether or not the layout names one. */
function optionalFraction(reading: Reading): boolean {
  const mark = reading.text[reading.at];
  if ((mark !== "." && mark !== ",") || !/^\d$/.test(reading.text[reading.at + 1] ?? "")) return true;
  reading.at += 1;
  return fraction(9)(reading);
}

function literal(text: string): Step {
  return (reading) => {
    if (!reading.text.startsWith(text, reading.at)) return false;
    reading.at += text.length;
    return true;
  };
}

const ignore = () => {};
const dayOfMonth = number(2, 1, 31, (reading, value) => {
  reading.day = value;
});
const hour24 = number(2, 0, 23, (reading, value) => {
  reading.hour = value;
});
const hour12 = number(2, 1, 12, (reading, value) => {
  reading.hour12 = value;
});
const monthName = name(months, (reading, index) => {
  reading.month = index + 1;
});
const weekdayName = name(weekdays, ignore);

const steps: Record<string, Step> = {
  a: weekdayName,
  A: weekdayName,
  b: monthName,
  B: monthName,
  h: monthName,
  C: number(2, 0, 99, (reading, value) => {
    reading.century = value;
  }),
  d: dayOfMonth,
  e: padded(dayOfMonth),
  f: fraction(6),
  // Not a directive of strftime: what a Go layout's fraction becomes.
  "?": optionalFraction,
  G: number(4, 0, 9999, ignore),
  g: number(2, 0, 99, ignore),
  H: hour24,
  k: padded(hour24),
  I: hour12,
  l: padded(hour12),
  j: number(3, 1, 366, (reading, value) => {
    reading.dayOfYear = value;
  }),
  M: number(2, 0, 59, (reading, value) => {
    reading.minute = value;
  }),
  m: number(2, 1, 12, (reading, value) => {
    reading.month = value;
  }),
  n: whiteSpace,
  t: whiteSpace,
  p: halfOfDay,
  P: halfOfDay,
  S: number(2, 0, 59, (reading, value) => {
    reading.second = value;
  }),
  s: number(12, 0, 253_402_300_799, (reading, value) => {
    reading.epochSeconds = value;
  }),
  U: number(2, 0, 53, ignore),
  V: number(2, 0, 53, ignore),
  W: number(2, 0, 53, ignore),
  u: number(1, 1, 7, ignore),
  w: number(1, 0, 6, ignore),
  Y: number(4, 0, 9999, (reading, value) => {
    reading.year = value;
  }),
  y: number(2, 0, 99, (reading, value) => {
    reading.year = value < 69 ? 2000 + value : 1900 + value;
  }),
  Z: zoneName,
  z: zoneOffset,
  "%": literal("%"),
};

/** The first directive of a pattern that does not exist, or null. */
export function unknownDirective(format: string): string | null {
  for (const [directive, letter] of format.matchAll(/%(.?)/gsu)) {
    if (letter === "?" || !(letter !== undefined && (letter in steps || letter in aliases))) return directive;
  }
  return null;
}

function compile(format: string): Step[] {
  const compiled: Step[] = [];
  for (const [piece, letter] of format.matchAll(/%(.)|[^%]+/gsu)) {
    if (letter === undefined) compiled.push(literal(piece));
    else if (aliases[letter] !== undefined) compiled.push(...compile(aliases[letter]));
    else compiled.push(steps[letter] ?? literal(piece));
  }
  return compiled;
}

/** How far ahead of its arrival a time may be before the year that was left out is taken to be an earlier one. */
const aheadMicros = 30 * 86_400e6;

/** Every directive of a pattern, those that stand for several resolved. */
function directivesOf(format: string): string[] {
  return [...format.matchAll(/%(.)/gsu)].flatMap(([, letter = ""]) =>
    aliases[letter] === undefined ? [letter] : directivesOf(aliases[letter]),
  );
}

/** Why a pattern does not say when something was, as the end of a sentence; null when it does. The year may be left out. */
export function whatIsUnsaid(format: string): string | null {
  const said = new Set(directivesOf(format));
  const says = (...letters: string[]) => letters.some((letter) => said.has(letter));
  if (says("s")) return null;
  const saysDay = says("j") || (says("m", "b", "B", "h") && says("d", "e"));
  if (!saysDay)
    return "does not say a date: it needs a month and a day (such as %m and %d, or %b and %e) or the day of the year (%j)";
  if (says("C") && !says("y", "Y")) return "says the century but not the year of it (%y)";
  if (says("G", "g") && !says("Y", "y")) return "names the year of a week (%G); the year of a date is %Y";
  if (says("I", "l") && !says("p", "P"))
    return "does not say whether an hour of twelve (%I) is before or after noon (%p)";
  if (says("M", "S") && !says("H", "k", "I", "l")) return "says minutes or seconds but not the hour (%H)";
  return null;
}

/**
 * Makes a parser of a strftime pattern: text to microseconds since 1970, or NaN. Digits are read greedily up to the
 * width of the directive; weekday and week numbers are read and ignored; nothing may be left over. Where the pattern has no year, it
 * is the latest one in which the day exists and is at most 30 days ahead of `arrivedAt` (microseconds since 1970).
 */
export function strftimeParser(format: string): (text: string, arrivedAt: number) => number {
  const compiled = compile(format);
  return (text, arrivedAt) => {
    const reading: Reading = {
      text,
      at: 0,
      year: -1,
      century: -1,
      month: -1,
      day: -1,
      dayOfYear: -1,
      hour: 0,
      hour12: -1,
      isAfternoon: null,
      minute: 0,
      second: 0,
      micros: 0,
      zoneMinutes: 0,
      epochSeconds: -1,
    };
    for (const step of compiled) if (!step(reading)) return Number.NaN;
    return reading.at === text.length ? instant(reading, arrivedAt) : Number.NaN;
  };
}

function instant(reading: Reading, arrivedAt: number): number {
  if (reading.epochSeconds >= 0) return reading.epochSeconds * 1e6 + reading.micros;
  const { century, year } = reading;
  if (year >= 0) return instantInYear(reading, century >= 0 ? century * 100 + (year % 100) : year);
  if (century >= 0) return Number.NaN;
  const nextYear = new Date(arrivedAt / 1000).getUTCFullYear() + 1;
  // Eight years back there is a 29 February, whatever the century.
  for (let back = 0; back <= 9; back++) {
    const micros = instantInYear(reading, nextYear - back);
    if (micros <= arrivedAt + aheadMicros) return micros;
  }
  return Number.NaN;
}

function instantInYear(reading: Reading, year: number): number {
  let { month, day, hour } = reading;
  if (reading.dayOfYear > 0) {
    month = 1;
    day = reading.dayOfYear;
    while (month <= 12 && day > daysInMonth(year, month)) {
      day -= daysInMonth(year, month);
      month += 1;
    }
    if (month > 12) return Number.NaN;
  }
  if (month < 1 || day < 1 || day > daysInMonth(year, month)) return Number.NaN;
  if (reading.hour12 > 0) hour = (reading.hour12 % 12) + (reading.isAfternoon ? 12 : 0);
  else if (reading.isAfternoon && hour < 12) hour += 12;
  const micros = microsFromCivil(year, month, day, hour, reading.minute, reading.second, reading.micros);
  return micros - reading.zoneMinutes * 60e6;
}
