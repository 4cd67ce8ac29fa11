import { duration, timeInSentence } from "./time-format.ts";

/** An instant in a sentence with how long ago it is and no second date: "yesterday at 18:08 UTC, 1 d 2 h ago". */
export function timeAndAge(at: Date, zone: string, now: Date): string {
  const ms = now.getTime() - at.getTime();
  const age = Math.abs(ms) < 1000 ? "now" : ms < 0 ? `in ${duration(ms)}` : `${duration(ms)} ago`;
  return `${timeInSentence(at, zone, now)}, ${age}`;
}
