const microsPerDay = 86_400_000_000;

/** Days from 1970-01-01 to a day of the proleptic Gregorian calendar (howardhinnant.github.io/date_algorithms.html). */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = (((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) | 0) + day - 1;
  return era * 146_097 + yearOfEra * 365 + ((yearOfEra / 4) | 0) - ((yearOfEra / 100) | 0) + dayOfYear - 719_468;
}

/** Days of a month, 28 to 31. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/**
 * Microseconds since 1970 of a civil time in UTC. `lake.civil_micros` does the same in SQL, where views read what was read here.
 */
export function microsFromCivil(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  micros: number,
): number {
  const whole = daysFromCivil(year, month, day) * microsPerDay + (hour * 3600 + minute * 60 + second) * 1e6;
  // Before 1684 and after 2255 a number does not hold every microsecond: the last ones of a second are rounded, but not into the next.
  return whole + micros >= whole + 1e6 ? whole + 999_936 : whole + micros;
}

function two(text: string, at: number): number {
  const a = text.charCodeAt(at) - 48;
  const b = text.charCodeAt(at + 1) - 48;
  return a >= 0 && a <= 9 && b >= 0 && b <= 9 ? a * 10 + b : -1;
}

/**
 * Reads an RFC 3339 instant: `T` between date and time, a zone, any number of fraction digits (the first six count).
 * Gives microseconds since 1970, or NaN. Like Go's time.RFC3339 it takes no leap second and no lower-case letters.
 */
export function parseRfc3339(text: string): number {
  const length = text.length;
  if (length < 20 || length > 64) return Number.NaN;
  const century = two(text, 0);
  const yearOfCentury = two(text, 2);
  const month = two(text, 5);
  const day = two(text, 8);
  const hour = two(text, 11);
  const minute = two(text, 14);
  const second = two(text, 17);
  if (
    century < 0 ||
    yearOfCentury < 0 ||
    month < 1 ||
    month > 12 ||
    day < 1 ||
    day > 31 ||
    hour < 0 ||
    hour > 23 ||
    minute < 0 ||
    minute > 59 ||
    second < 0 ||
    second > 59 ||
    text.charCodeAt(4) !== 45 ||
    text.charCodeAt(7) !== 45 ||
    text.charCodeAt(10) !== 84 ||
    text.charCodeAt(13) !== 58 ||
    text.charCodeAt(16) !== 58
  ) {
    return Number.NaN;
  }
  const year = century * 100 + yearOfCentury;
  if (year === 0) return Number.NaN;
  if (day > 28 && day > daysInMonth(year, month)) return Number.NaN;
  let at = 19;
  let micros = 0;
  let code = text.charCodeAt(at);
  if (code === 46) {
    const first = at + 1;
    let scale = 100_000;
    for (at = first; at < length; at++) {
      code = text.charCodeAt(at);
      if (code < 48 || code > 57) break;
      micros += (code - 48) * scale;
      scale = (scale / 10) | 0;
    }
    if (at === first || at === length) return Number.NaN;
  }
  const whole = microsFromCivil(year, month, day, hour, minute, second, micros);
  if (code === 90) return at + 1 === length ? whole : Number.NaN;
  if ((code !== 43 && code !== 45) || at + 6 !== length || text.charCodeAt(at + 3) !== 58) return Number.NaN;
  const zoneHour = two(text, at + 1);
  const zoneMinute = two(text, at + 4);
  if (zoneHour < 0 || zoneHour > 23 || zoneMinute < 0 || zoneMinute > 59) return Number.NaN;
  const offset = (zoneHour * 60 + zoneMinute) * 60e6;
  return code === 43 ? whole - offset : whole + offset;
}
