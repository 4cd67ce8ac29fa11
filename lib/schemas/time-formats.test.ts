import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRfc3339 } from "./rfc3339.ts";
import { aliases, steps } from "./strftime-directives.ts";
import { describeTimeFormat, timeFormatGap, timeFormatProblem, timeParser } from "./time-formats.ts";

/** Every directive; that of an optional fraction is no one's to write. */
const directives = [...Object.keys(steps), ...Object.keys(aliases)].filter((letter) => letter !== "?");
const utc = (iso: string) => Date.parse(iso) * 1000;
const arrivedAt = utc("2026-11-24T12:00:00Z");

describe("time formats", () => {
  it.each(directives)("%%%s is described by an example that it reads", (letter) => {
    const format = `%Y-%m-%d %I %p %${letter}`;
    expect([timeFormatProblem(format), timeFormatGap(format)]).toEqual([null, null]);
    const example = /^a time like (.*?)(, with the name of a zone that is known)?$/.exec(
      describeTimeFormat(format),
    )?.[1];
    expect(timeParser(format)(example as string, arrivedAt)).toBe(utc("2026-01-31T12:00:00Z"));
  });

  it.each(["%s.%f", "%v", "%c", "%D", "%x %X"])("%s may be a format", (format) => {
    expect([timeFormatProblem(format), timeFormatGap(format)]).toEqual([null, null]);
  });

  const reads: [format: string, value: string | number, micros: number][] = [
    ["rfc3339", "2026-11-24T10:20:30Z", utc("2026-11-24T10:20:30Z")],
    ["rfc3339", "2026-11-24T10:20:30.1Z", utc("2026-11-24T10:20:30.1Z")],
    ["rfc3339", "2026-11-24T10:20:30.123456789Z", utc("2026-11-24T10:20:30.123Z") + 456],
    ["rfc3339", "2026-11-24T10:20:30+05:30", utc("2026-11-24T04:50:30Z")],
    ["rfc3339", "2026-11-24T10:20:30.5-23:59", utc("2026-11-25T10:19:30.5Z")],
    ["rfc3339", "2024-02-29T00:00:00Z", utc("2024-02-29T00:00:00Z")],
    ["rfc3339", "0001-01-01T00:00:00Z", -62_135_596_800_000_000],
    ["rfc3339", "1969-12-31T23:59:59.999999Z", -1],
    ["unix", 1_700_000_000, 1_700_000_000e6],
    ["unix", 1_700_000_000.123456, 1_700_000_000_123_456],
    ["unix", "1700000000.5", 1_700_000_000_500_000],
    ["unix", "-1", -1e6],
    ["unix", 0, 0],
    ["unix_ms", 1_700_000_000_123, 1_700_000_000_123_000],
    ["unix_ms", "1700000000123", 1_700_000_000_123_000],
    ["unix_us", 1_700_000_000_123_456, 1_700_000_000_123_456],
    ["unix_ns", "1700000000123456789", 1_700_000_000_123_456],
    ["layout=2006-01-02T15:04:05Z07", "2026-11-24T10:20:30+01", utc("2026-11-24T09:20:30Z")],
    ["layout=Jan_02_2006 15", "Nov_24_2026 10", utc("2026-11-24T10:00:00Z")],
    ["cloudflare", 1_700_000_000, 1_700_000_000e6],
    ["cloudflare", 1_700_000_000_123, 1_700_000_000_123_000],
    ["cloudflare", "1700000000123456789", 1_700_000_000_123_456],
    ["cloudflare", "2026-11-24T10:20:30Z", utc("2026-11-24T10:20:30Z")],
    ["%Y-%m-%d %H:%M:%S", "2026-11-24 10:20:30", utc("2026-11-24T10:20:30Z")],
    ["%Y-%m-%d %H:%M:%S.%f", "2026-11-24 10:20:30.5", utc("2026-11-24T10:20:30.5Z")],
    ["%d/%b/%Y:%H:%M:%S %z", "24/Nov/2026:10:20:30 +0100", utc("2026-11-24T09:20:30Z")],
    ["%d/%b/%Y:%H:%M:%S %z", "24/nov/2026:10:20:30 -01:30", utc("2026-11-24T11:50:30Z")],
    ["%a %b %e %H:%M:%S %Y", "Tue Nov  3 10:20:30 2026", utc("2026-11-03T10:20:30Z")],
    ["%A, %d %B %Y %T", "Tuesday, 24 November 2026 10:20:30", utc("2026-11-24T10:20:30Z")],
    ["%m/%d/%y %I:%M %p", "11/24/26 12:05 AM", utc("2026-11-24T00:05:00Z")],
    ["%m/%d/%y %I:%M %p", "11/24/69 12:05 pm", utc("1969-11-24T12:05:00Z")],
    ["%Y-%j", "2024-366", utc("2024-12-31T00:00:00Z")],
    ["%FT%T%z", "2026-11-24T10:20:30Z", utc("2026-11-24T10:20:30Z")],
    ["%F %T %Z", "2026-11-24 10:20:30 EST", utc("2026-11-24T15:20:30Z")],
    ["%d%n%b%t%Y", "1  Jan \t 2026", utc("2026-01-01T00:00:00Z")],
    ["100%% %Y-%j", "100% 2026-001", utc("2026-01-01T00:00:00Z")],
    ["%Y %s", "2026 5", 5e6],
    ["%d.%m.%Y", "4.1.2026", utc("2026-01-04T00:00:00Z")],
    ["layout=2006-01-02 15:04:05", "2026-11-24 10:20:30.123456789", utc("2026-11-24T10:20:30.123Z") + 456],
    ["layout=Jan _2 2006 03:04PM -0700", "Nov  4 2026 01:20PM +0100", utc("2026-11-04T12:20:00Z")],
    ["layout=2006-01-02T15:04:05.000Z07:00", "2026-11-24T10:20:30.500+01:00", utc("2026-11-24T09:20:30.5Z")],
  ];
  it.each(reads)("%s reads %s", (format, value, micros) => {
    expect(timeFormatProblem(format)).toBeNull();
    expect(timeFormatGap(format)).toBeNull();
    expect(timeParser(format)(value, arrivedAt)).toBe(micros);
  });

  const refusals: [format: string, value: string | number][] = [
    ["rfc3339", "2026-11-24 10:20:30Z"],
    ["rfc3339", "2026-11-24T10:20:30"],
    ["rfc3339", "2026-11-24t10:20:30z"],
    ["rfc3339", "2026-11-24T10:20:30.Z"],
    ["rfc3339", "2026-11-24T10:20:30,5Z"],
    ["rfc3339", "2026-11-24T10:20Z"],
    ["rfc3339", "2026-02-29T10:20:30Z"],
    ["rfc3339", "2026-13-01T10:20:30Z"],
    ["rfc3339", "2026-11-31T10:20:30Z"],
    ["rfc3339", "2026-11-24T24:00:00Z"],
    ["rfc3339", "2026-11-24T10:20:60Z"],
    ["rfc3339", "2026-11-24T10:20:30+0100"],
    ["rfc3339", "2026-11-24T10:20:30+24:00"],
    ["rfc3339", "2026-11-24T10:20:30Z "],
    ["rfc3339", "0000-06-01T00:00:00Z"],
    ["rfc3339", 1_700_000_000],
    ["unix", "1e9"],
    ["unix", "x"],
    ["unix", 1e30],
    ["unix_ms", "1.5"],
    ["unix_ms", 1.5],
    ["unix_ns", "17000000001234567890123456789"],
    ["%Y-%m-%d", "2026-11-24 "],
    ["%Y-%m-%d", "2026-11"],
    ["%Y-%m-%d", "2026-02-30"],
    ["%Y-%j", "2023-366"],
    ["%b", "Foo"],
    ["%H", "24"],
    ["%I %p", "13 PM"],
    ["%Y", 2026],
  ];
  it.each(refusals)("%s refuses %s", (format, value) => {
    expect(timeParser(format)(value, arrivedAt)).toBeNaN();
  });

  it.each([
    ["UTC", "12:00"],
    ["Z", "12:00"],
    ["est", "17:00"],
    ["PDT", "19:00"],
    ["CEST", "10:00"],
    ["BST", "11:00"],
    ["JST", "03:00"],
    ["NST", "15:30"],
    ["ACST", "02:30"],
    ["WITA", "04:00"],
  ])("a zone that is known has its own offset: %s", (zone, time) => {
    const parse = timeParser("%Y-%m-%d %H:%M:%S %Z");
    expect(parse(`2026-07-15 12:00:00 ${zone}`, arrivedAt)).toBe(utc(`2026-07-15T${time}:00Z`));
  });

  it.each(["QQQ", "IST", "X", "UTCX", "CONST", "+01:00", "12", ""])(
    "a zone that is not known is no time: %s",
    (zone) => {
      expect(timeParser("%Y-%m-%d %H:%M:%S %Z")(`2026-07-15 12:00:00 ${zone}`, arrivedAt)).toBeNaN();
      expect(timeParser("layout=2006-01-02 15:04:05 MST")(`2026-07-15 12:00:00 ${zone}`, arrivedAt)).toBeNaN();
    },
  );

  it.each([
    ["Dec 31 23:58:00", "2027-01-01T00:00:05Z", "2026-12-31T23:58:00Z"],
    ["Jan  1 00:00:30", "2026-12-31T23:59:50Z", "2027-01-01T00:00:30Z"],
    ["Jan  1 00:00:30", "2027-01-01T00:00:31Z", "2027-01-01T00:00:30Z"],
    ["Nov 24 12:00:00", "2026-11-24T12:00:00Z", "2026-11-24T12:00:00Z"],
    ["Dec 23 12:00:00", "2026-11-24T12:00:00Z", "2026-12-23T12:00:00Z"],
    ["Dec 25 12:00:00", "2026-11-24T12:00:00Z", "2025-12-25T12:00:00Z"],
    ["Mar  1 12:00:00", "2026-11-24T12:00:00Z", "2026-03-01T12:00:00Z"],
    ["Feb 29 23:59:59", "2028-03-01T00:00:00Z", "2028-02-29T23:59:59Z"],
    ["Feb 29 00:00:00", "2028-02-28T23:59:59Z", "2028-02-29T00:00:00Z"],
    ["Feb 29 12:00:00", "2027-03-01T00:00:00Z", "2024-02-29T12:00:00Z"],
    ["Feb 29 12:00:00", "2103-06-01T00:00:00Z", "2096-02-29T12:00:00Z"],
  ])("a time without a year has the one that lets it be past: %s arrived %s", (text, at, instant) => {
    for (const format of ["%b %e %H:%M:%S", "layout=Jan _2 15:04:05"]) {
      expect(timeFormatGap(format)).toBeNull();
      expect(timeParser(format)(text, utc(at))).toBe(utc(instant));
    }
  });

  it("the zone counts when the year is looked for, and no day is made up", () => {
    const parse = timeParser("%b %e %H:%M:%S %z");
    expect(parse("Jan  1 00:30:00 +0100", utc("2026-12-31T23:31:00Z"))).toBe(utc("2026-12-31T23:30:00Z"));
    expect(parse("Feb 30 00:30:00 +0100", arrivedAt)).toBeNaN();
    expect(timeParser("%j %H:%M")("366 10:00", utc("2026-11-24T12:00:00Z"))).toBe(utc("2024-12-31T10:00:00Z"));
  });

  it.each([
    ["%H:%M:%S", "does not say a date"],
    ["%T", "does not say a date"],
    ["%Y", "does not say a date"],
    ["%Y-%m", "does not say a date"],
    ["%Y %d", "does not say a date"],
    ["%Y %U %w", "does not say a date"],
    ["layout=15:04:05", "does not say a date"],
    ["%C-%m-%d", "the century but not the year"],
    ["%G-%m-%d", "the year of a week"],
    ["%Y-%m-%d %I:%M", "before or after noon"],
    ["%Y-%m-%d %M:%S", "not the hour"],
  ])("a format that leaves open when something was may not be saved, and reads nothing: %s", (format, words) => {
    expect(timeFormatProblem(format)).toBeNull();
    expect(timeFormatGap(format)).toContain(words);
    for (const text of ["10:20:30", "2026", "2026-11", "2026-W48-2", "2026-11-24 10:20"]) {
      expect(timeParser(format)(text, arrivedAt)).toBeNaN();
    }
    expect(describeTimeFormat(format)).toContain(words);
  });

  it.each(["iso", "", "%s", "%%Y", "rfc-3339", "%Y-%", "%Y %Q", "layout=nothing"])("is no format: %s", (format) => {
    expect(timeFormatProblem(format)).not.toBeNull();
  });

  it("reads every instant as Date.parse does", () => {
    fc.assert(
      fc.property(
        fc.date({
          min: new Date("0001-01-01T00:00:00Z"),
          max: new Date("9999-12-31T23:59:59.999Z"),
          noInvalidDate: true,
        }),
        (date) => {
          expect(parseRfc3339(date.toISOString())).toBe(date.getTime() * 1000);
        },
      ),
    );
  });

  it("reads any offset as Date.parse does", () => {
    const part = (max: number) => fc.integer({ min: 0, max }).map((n) => String(n).padStart(2, "0"));
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4e12 }),
        fc.constantFrom("+", "-"),
        part(23),
        part(59),
        (at, sign, hours, minutes) => {
          const text = `${new Date(at).toISOString().slice(0, -1)}${sign}${hours}:${minutes}`;
          expect(parseRfc3339(text)).toBe(Date.parse(text) * 1000);
        },
      ),
    );
  });

  it("never throws and never accepts what Date.parse refuses", () => {
    const character = fc.constantFrom(..."0123456789-:TZ.+ ");
    fc.assert(
      fc.property(
        fc.array(character, { maxLength: 40 }),
        fc.integer({ min: 0, max: 4e12 }),
        fc.nat(29),
        (noise, at, cut) => {
          const iso = new Date(at).toISOString();
          for (const text of [noise.join(""), iso.slice(0, cut) + noise.join("") + iso.slice(cut + 1)]) {
            const micros = parseRfc3339(text);
            if (Number.isNaN(micros)) continue;
            const millis = Date.parse(text.replace(/(\.\d{3})\d+/, "$1"));
            // From the year 2255 on a number does not hold every microsecond.
            if (Number.isSafeInteger(micros)) expect(Math.floor(micros / 1000)).toBe(millis);
            else expect(Math.abs(micros / 1000 - millis)).toBeLessThan(1.1);
          }
        },
      ),
    );
  });
});

describe("what a time format looks like", () => {
  it.each([
    ["%Y/%m/%d %H:%M:%S", "a time like 2026/01/31 12:00:00"],
    ["layout=2006-01-02 15:04:05", "a time like 2026-01-31 12:00:00"],
    ["layout=2006-01-02T15:04:05.000Z07:00", "a time like 2026-01-31T12:00:00+0000"],
    ["%d/%b/%Y:%H:%M:%S %z", "a time like 31/Jan/2026:12:00:00 +0000"],
    ["%a, %d %B %y %I:%M %p", "a time like Sat, 31 January 26 12:00 PM"],
  ])("%s is shown by an example that it takes", (format, words) => {
    expect(describeTimeFormat(format)).toBe(words);
    expect(timeParser(format)(words.slice("a time like ".length), arrivedAt)).toBe(utc("2026-01-31T12:00:00Z"));
  });
});
