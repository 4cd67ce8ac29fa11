import { clockTime, dayAndTime } from "#components/ui/time-format.ts";

export interface SnoozeChoice {
  label: string;
  until: Date;
}

const hourMs = 3_600_000;

/** The next time the zone's clock shows `hour`:00, after `from`. */
function nextHourOfDay(from: Date, hour: number, zone: string): Date {
  let at = new Date(Math.ceil(from.getTime() / hourMs) * hourMs);
  // By hours, so that a day of 23 or 25 hours is right too; zones off by half an hour end on the nearest one.
  for (let steps = 0; steps < 26 && Number(clockTime(at, zone).slice(0, 2)) !== hour; steps++) {
    at = new Date(at.getTime() + hourMs);
  }
  return at;
}

/** How long an alert can be snoozed, from `now`. */
export function snoozeChoices(now: Date, zone: string): SnoozeChoice[] {
  return [
    { label: "1 hour", until: new Date(now.getTime() + hourMs) },
    { label: "4 hours", until: new Date(now.getTime() + 4 * hourMs) },
    { label: "Until 09:00", until: nextHourOfDay(now, 9, zone) },
    { label: "1 week", until: new Date(now.getTime() + 7 * 24 * hourMs) },
  ];
}

/** "Until 14:30", "Until Nov 30, 09:00". */
export function snoozeWords(at: Date, zone: string, now: Date): string {
  const [day = "", time = ""] = dayAndTime(at, zone, now).split(", ");
  return day === "Today" ? `Until ${time}` : `Until ${dayAndTime(at, zone, now)}`;
}
