import { daysInMonth, microsFromCivil } from "./rfc3339.ts";

/** What has been read so far; a part that was not named keeps its default: 1900-01-01 00:00:00 UTC. */
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
/** Zone abbreviations whose meaning is not in doubt; any other is read as UTC. */
const zoneMinutesByName: Record<string, number> = {
  UTC: 0,
  GMT: 0,
  EST: -300,
  EDT: -240,
  CST: -360,
  CDT: -300,
  MST: -420,
  MDT: -360,
  PST: -480,
  PDT: -420,
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
    reading.micros = Math.floor(value * 10 ** (6 - (reading.at - from)));
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
  const match = /^[A-Za-z]{1,5}/.exec(reading.text.slice(reading.at, reading.at + 5));
  if (match === null) return false;
  reading.zoneMinutes = zoneMinutesByName[match[0].toUpperCase()] ?? 0;
  reading.at += match[0].length;
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

/**
 * Makes a parser of a strftime pattern: text to microseconds since 1970, or NaN. Digits are read greedily up to the
 * width of the directive; weekday and week numbers are read and ignored; nothing may be left over.
 */
export function strftimeParser(format: string): (text: string) => number {
  const compiled = compile(format);
  return (text) => {
    const reading: Reading = {
      text,
      at: 0,
      year: 1900,
      century: -1,
      month: 1,
      day: 1,
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
    return reading.at === text.length ? instant(reading) : Number.NaN;
  };
}

function instant(reading: Reading): number {
  if (reading.epochSeconds >= 0) return reading.epochSeconds * 1e6 + reading.micros;
  const year = reading.century >= 0 ? reading.century * 100 + (reading.year % 100) : reading.year;
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
  if (day > daysInMonth(year, month)) return Number.NaN;
  if (reading.hour12 > 0) hour = (reading.hour12 % 12) + (reading.isAfternoon ? 12 : 0);
  else if (reading.isAfternoon !== null && hour < 12 && reading.isAfternoon) hour += 12;
  const micros = microsFromCivil(year, month, day, hour, reading.minute, reading.second, reading.micros);
  return micros - reading.zoneMinutes * 60e6;
}

const layoutTokens: [token: string, directive: string][] = [
  ["January", "%B"],
  ["Monday", "%A"],
  ["Z07:00", "%z"],
  ["-07:00", "%z"],
  ["Z0700", "%z"],
  ["-0700", "%z"],
  ["2006", "%Y"],
  ["Jan", "%b"],
  ["Mon", "%a"],
  ["MST", "%Z"],
  ["-07", "%z"],
  ["002", "%j"],
  ["01", "%m"],
  ["02", "%d"],
  ["_2", "%e"],
  ["15", "%H"],
  ["03", "%I"],
  ["04", "%M"],
  ["05", "%S%?"],
  ["06", "%y"],
  ["PM", "%p"],
  ["pm", "%p"],
  ["1", "%m"],
  ["2", "%d"],
  ["3", "%I"],
  ["4", "%M"],
  ["5", "%S%?"],
];

/** A Go time layout (pkg.go.dev/time#Layout) as a strftime pattern. */
export function strftimeOfLayout(layout: string): string {
  let pattern = "";
  for (let at = 0; at < layout.length; ) {
    const rest = layout.slice(at);
    const written = /^[.,](0+|9+)(?!\d)/.exec(rest);
    const token = layoutTokens.find(([text]) => rest.startsWith(text));
    if (written !== null && pattern.endsWith("%?")) at += written[0].length;
    else if (token !== undefined) {
      pattern += token[1];
      at += token[0].length;
    } else {
      pattern += rest[0] === "%" ? "%%" : rest[0];
      at += 1;
    }
  }
  return pattern;
}
