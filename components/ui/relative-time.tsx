"use client";

import { useNow, useZone } from "./clock.tsx";
import { timeAndAge } from "./time-and-age.ts";
import {
  absoluteTime,
  clockTimeInZone,
  dayAndTime,
  momentInSentence,
  relativeTime,
  shortDate,
  timeInSentence,
} from "./time-format.ts";

export type TimeForm =
  | "relative"
  | "day-and-time"
  | "sentence"
  | "sentence-and-age"
  | "moment"
  | "clock"
  | "date"
  | "full";

interface TimeProps {
  /** ISO 8601. */
  at: string;
  /** "relative" (12 s ago) in lists; "day-and-time" (Today, 08:14 UTC), "sentence" (on Nov 21 at 08:14 UTC), "sentence-and-age" (on Nov 21 at 08:14 UTC, 2 d ago), "moment" (Nov 21 at 08:14 UTC, behind "since" or "until"), "clock" (08:14:02 UTC), "date" or "full" elsewhere. */
  form?: TimeForm;
  className?: string;
}

/** An instant in the one time zone setting; hovering shows all of it with its zone. */
export function RelativeTime({ at, form = "relative", className }: TimeProps) {
  const now = useNow();
  const { zone } = useZone();
  const instant = new Date(at);
  const words = {
    relative: () => relativeTime(instant, zone, now),
    "day-and-time": () => dayAndTime(instant, zone, now),
    sentence: () => timeInSentence(instant, zone, now),
    "sentence-and-age": () => timeAndAge(instant, zone, now),
    moment: () => momentInSentence(instant, zone, now),
    clock: () => clockTimeInZone(instant, zone),
    date: () => shortDate(instant, zone, now),
    full: () => absoluteTime(instant, zone),
  }[form]();
  return (
    <time dateTime={at} title={absoluteTime(instant, zone)} className={className}>
      {words}
    </time>
  );
}
