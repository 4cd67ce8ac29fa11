const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A span of time as people say it: 0.3 s, 12 s, 41 min, 1 h 12 min, 3 d 4 h. */
export function duration(ms: number): string {
  const span = Math.abs(ms);
  if (span < second) return span < 50 ? `${Math.round(span)} ms` : `${Number((span / second).toFixed(2))} s`;
  if (span < 10 * second) return `${Number((span / second).toFixed(1))} s`;
  if (span < minute) return `${Math.floor(span / second)} s`;
  if (span < hour) return `${Math.floor(span / minute)} min`;
  const [large, small, largeUnit, smallUnit] = span < day ? [hour, minute, "h", "min"] : [day, hour, "d", "h"];
  const rest = Math.floor((span % Number(large)) / Number(small));
  const whole = Math.floor(span / Number(large));
  return rest === 0 || whole >= 10 ? `${whole} ${largeUnit}` : `${whole} ${largeUnit} ${rest} ${smallUnit}`;
}

/** A window that was set in minutes, in its largest whole unit: "15 minutes", "1 hour", "3 days". */
export function windowWords(minutes: number): string {
  const [size, word] =
    minutes % 1440 === 0 ? [minutes / 1440, "day"] : minutes % 60 === 0 ? [minutes / 60, "hour"] : [minutes, "minute"];
  return `${size} ${word}${size === 1 ? "" : "s"}`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(key: string, zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const id = `${key} ${zone}`;
  let made = formats.get(id);
  if (!made) {
    made = new Intl.DateTimeFormat("en-US", { hourCycle: "h23", timeZone: zone, ...options });
    formats.set(id, made);
  }
  return made;
}

const clockOptions = { hour: "2-digit", minute: "2-digit" } as const;

/** What a zone is called behind a time: UTC, EST, GMT+5:30. */
export function zoneAbbreviation(at: Date, zone: string): string {
  const parts = format("zone", zone, { timeZoneName: "short" }).formatToParts(at);
  return parts.find((part) => part.type === "timeZoneName")?.value ?? zone;
}

/** 08:14:02 UTC. */
export function clockTimeInZone(at: Date, zone: string): string {
  return `${clockTime(at, zone, true)} ${zoneAbbreviation(at, zone)}`;
}

/** 08:14, or 08:14:02. */
export function clockTime(at: Date, zone: string, withSeconds = false): string {
  const options: Intl.DateTimeFormatOptions = withSeconds ? { ...clockOptions, second: "2-digit" } : clockOptions;
  return format(withSeconds ? "clock-s" : "clock", zone, options).format(at);
}

/** Nov 21, or Nov 21, 2025 when it is another year than `now`. */
export function shortDate(at: Date, zone: string, now: Date): string {
  const year = format("year", zone, { year: "numeric" });
  const isThisYear = year.format(at) === year.format(now);
  return isThisYear
    ? format("date", zone, { month: "short", day: "numeric" }).format(at)
    : format("date-y", zone, { month: "short", day: "numeric", year: "numeric" }).format(at);
}

/** Everything, with the zone: Nov 23, 2026, 08:14:02 UTC. */
export function absoluteTime(at: Date, zone: string): string {
  return format("full", zone, {
    year: "numeric",
    month: "short",
    day: "numeric",
    ...clockOptions,
    second: "2-digit",
    timeZoneName: "short",
  }).format(at);
}

/** As a detail shows it: "Today, 08:14 UTC", "Yesterday, 23:10 UTC", "Nov 21, 08:14 UTC". */
export function dayAndTime(at: Date, zone: string, now: Date): string {
  const date = format("key", zone, { year: "numeric", month: "2-digit", day: "2-digit" });
  const key = date.format(at);
  const name =
    key === date.format(now)
      ? "Today"
      : key === date.format(new Date(now.getTime() - day))
        ? "Yesterday"
        : shortDate(at, zone, now);
  return `${name}, ${clockTime(at, zone)} ${zoneAbbreviation(at, zone)}`;
}

/** As a sentence holds it: "today at 08:14 UTC", "yesterday at 23:10 UTC", "on Nov 21 at 08:14 UTC". */
export function timeInSentence(at: Date, zone: string, now: Date): string {
  const [day = "", time = ""] = splitLast(dayAndTime(at, zone, now));
  return `${day === "Today" || day === "Yesterday" ? day.toLowerCase() : `on ${day}`} at ${time}`;
}

/** Behind "since" or "until": "today at 08:14 UTC", "Nov 21 at 08:14 UTC". */
export function momentInSentence(at: Date, zone: string, now: Date): string {
  return timeInSentence(at, zone, now).replace(/^on /, "");
}

function splitLast(words: string): string[] {
  const at = words.lastIndexOf(", ");
  return [words.slice(0, at), words.slice(at + 2)];
}

/** As a list shows it: "12 s ago", "41 min ago", "3 h ago", "in 5 min", and past a day the date. */
export function relativeTime(at: Date, zone: string, now: Date): string {
  const ms = now.getTime() - at.getTime();
  const span = Math.abs(ms);
  if (span >= day) return shortDate(at, zone, now);
  if (span < second) return "now";
  const words =
    span < minute
      ? `${Math.floor(span / second)} s`
      : span < hour
        ? `${Math.floor(span / minute)} min`
        : `${Math.floor(span / hour)} h`;
  return ms < 0 ? `in ${words}` : `${words} ago`;
}
