import { daysInMonth, microsFromCivil } from "./rfc3339.ts";
import { aliases, literal, type Reading, type Step, steps } from "./strftime-directives.ts";

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
