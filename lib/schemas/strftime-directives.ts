import { zoneMinutes } from "./zone-names.ts";

/** What has been read so far. A part of the day that was not named is 0, a zone UTC; -1 stands for a part of the date that was not. */
export type Reading = {
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
export type Step = (reading: Reading) => boolean;

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
/** Directives that stand for several. */
export const aliases: Record<string, string> = {
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

/** Reads exactly this text. */
export function literal(text: string): Step {
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

/** What each directive reads. */
export const steps: Record<string, Step> = {
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
