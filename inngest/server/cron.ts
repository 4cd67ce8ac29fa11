export type Cron = {
  minutes: Set<number>;
  hours: Set<number>;
  days: Set<number>;
  months: Set<number>;
  weekdays: Set<number>;
  /** When both days and weekdays are restricted, either of them is enough. */
  isEitherDay: boolean;
  timeZone: string;
};

const monthNames = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const weekdayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const descriptors: Record<string, string> = {
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
};
const minuteMs = 60_000;

/** Reads the standard five fields, with `TZ=<zone>` before them or without. Throws with a reason. */
export function parseCron(text: string): Cron {
  const match = /^(?:(?:CRON_)?TZ=(\S+)\s+)?(.+)$/.exec(text.trim());
  const timeZone = match?.[1] ?? "UTC";
  const body = match?.[2]?.trim() ?? "";
  try {
    new Intl.DateTimeFormat("en-US", { timeZone });
  } catch {
    throw new Error(`unknown time zone ${timeZone}`);
  }
  const fields = (descriptors[body] ?? body).split(/\s+/);
  if (fields.length !== 5) throw new Error(`is not a cron expression of five fields: ${text}`);
  const [minute, hour, day, month, weekday] = fields as [string, string, string, string, string];
  const weekdays = parseField(weekday, 0, 7, weekdayNames);
  if (weekdays.delete(7)) weekdays.add(0);
  return {
    minutes: parseField(minute, 0, 59, []),
    hours: parseField(hour, 0, 23, []),
    days: parseField(day, 1, 31, []),
    months: new Set([...parseField(month, 1, 12, ["", ...monthNames])]),
    weekdays,
    isEitherDay: !/^[*?]/.test(day) && !/^[*?]/.test(weekday),
    timeZone,
  };
}

function parseField(field: string, min: number, max: number, names: string[]): Set<number> {
  const values = new Set<number>();
  for (const part of field.toLowerCase().split(",")) {
    const range = parseRange(part, min, max, names);
    if (!range) throw new Error(`cannot read the cron field ${field}`);
    const { from, to, stride } = range;
    if (!(from >= min && to <= max && from <= to && stride > 0)) throw new Error(`cron field out of range: ${field}`);
    for (let value = from; value <= to; value += stride) values.add(value);
  }
  return values;
}

/** `*`, `5`, `5-10`, each with `/2`; a start with a stride and no end goes to the greatest value. */
function parseRange(part: string, min: number, max: number, names: string[]) {
  const match = /^(\*|\?|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(part);
  if (!match) return undefined;
  const [, first, last, step] = match as unknown as [string, string, string | undefined, string | undefined];
  const isAny = first === "*" || first === "?";
  const from = isAny ? min : parseValue(first, names);
  const end = isAny || step !== undefined ? max : from;
  return {
    from,
    to: last === undefined ? end : parseValue(last, names),
    stride: step === undefined ? 1 : Number(step),
  };
}

function parseValue(text: string, names: string[]): number {
  const index = names.indexOf(text);
  if (index >= 0) return index;
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function localFields(timeZone: string, at: number) {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      weekday: "short",
    });
    formats.set(timeZone, format);
  }
  const fields: Record<string, string> = {};
  for (const { type, value } of format.formatToParts(at)) fields[type] = value;
  return {
    month: Number(fields.month),
    day: Number(fields.day),
    hour: Number(fields.hour),
    minute: Number(fields.minute),
    weekday: weekdayNames.indexOf((fields.weekday ?? "").toLowerCase()),
  };
}

function isDueDay(cron: Cron, local: { month: number; day: number; weekday: number }): boolean {
  const isDay = cron.days.has(local.day);
  const isWeekday = cron.weekdays.has(local.weekday);
  return cron.months.has(local.month) && (cron.isEitherDay ? isDay || isWeekday : isDay && isWeekday);
}

/**
 * The first full minute after `after` (epoch milliseconds) that the schedule names, in its time zone; undefined when
 * there is none in the next five years. A local time that a change of clocks skips does not fire.
 */
export function nextFire(cron: Cron, after: number): number | undefined {
  let at = (Math.floor(after / minuteMs) + 1) * minuteMs;
  const end = after + 5 * 366 * 86_400_000;
  while (at < end) {
    const local = localFields(cron.timeZone, at);
    const isDue = isDueDay(cron, local);
    if (isDue && cron.hours.has(local.hour)) {
      if (cron.minutes.has(local.minute)) return at;
      at += minuteMs;
    } else if (isDue || local.hour >= 20) {
      // To the next local hour. Near midnight too, so that a day of 23 hours is not jumped over.
      at += (60 - local.minute) * minuteMs;
    } else {
      at += ((20 - local.hour) * 60 - local.minute) * minuteMs;
    }
  }
  return undefined;
}
