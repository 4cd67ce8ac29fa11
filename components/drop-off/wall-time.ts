import { instantOf, offsetAt } from "#lib/drop-off/alarm/zoned-time.ts";

const dayMs = 86_400_000;

/** What clocks in the zone show at an instant, as a date-and-time field holds it: "2026-11-26T00:15". */
export function wallTimeOf(instant: string, zone: string): string {
  const at = Date.parse(instant);
  return Number.isNaN(at) ? "" : new Date(at + offsetAt(zone, at)).toISOString().slice(0, 16);
}

/** The instant (ISO 8601) at which clocks in the zone show `wallTime`; "" when it is no date and time. */
export function instantAt(wallTime: string, zone: string): string {
  const at = Date.parse(`${wallTime}Z`);
  if (Number.isNaN(at)) return "";
  const day = Math.floor(at / dayMs);
  return new Date(instantOf(zone, day, (at - day * dayMs) / 60_000, "earlier")).toISOString();
}
