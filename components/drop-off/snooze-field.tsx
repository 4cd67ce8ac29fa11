"use client";

import { useState } from "react";
import { useNow, useZone } from "#components/ui/clock.tsx";
import { Field } from "#components/ui/field.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { instantAt, wallTimeOf } from "./wall-time.ts";

interface SnoozeFieldProps {
  /** ISO 8601; null when it is not snoozed, "" while no date is chosen. */
  until: string | null;
  onChange: (until: string | null) => void;
  error?: string | undefined;
}

const choices = [
  { value: "", label: "Not snoozed" },
  { value: "60", label: "For 1 hour" },
  { value: "240", label: "For 4 hours" },
  { value: "1440", label: "For 1 day" },
  { value: "10080", label: "For 1 week" },
  { value: "until", label: "Until a date" },
];

const hourMs = 3_600_000;

/** No alarm for a while, or until a date and time in the zone that the console shows. */
export function SnoozeField({ until, onChange, error }: SnoozeFieldProps) {
  const { zone } = useZone();
  const [choice, setChoice] = useState(until === null ? "" : "until");

  function choose(value: string) {
    setChoice(value);
    if (value === "") return onChange(null);
    const from = Date.now() + hourMs;
    const next = value === "until" ? (until ?? new Date(from)) : new Date(from - hourMs + Number(value) * 60_000);
    onChange(typeof next === "string" ? next : next.toISOString());
  }

  return (
    <>
      <Field
        label="Snooze"
        error={choice === "until" ? undefined : error}
        help={choice === "until" ? undefined : <SnoozeHelp until={until} />}
      >
        <Select options={choices} value={choice} onChange={(event) => choose(event.target.value)} />
      </Field>
      {choice === "until" && (
        <Field label={`Snoozed until (${zone.replaceAll("_", " ")})`} error={error} help={<SnoozeHelp until={until} />}>
          <TextInput
            type="datetime-local"
            className="max-w-60"
            value={wallTimeOf(until ?? "", zone)}
            onChange={(event) => onChange(instantAt(event.target.value, zone))}
          />
        </Field>
      )}
    </>
  );
}

function SnoozeHelp({ until }: { until: string | null }) {
  const now = useNow();
  if (!until) return "No alert for a while, for example during maintenance.";
  const isOver = Date.parse(until) <= now.getTime();
  return (
    <>
      {isOver ? "This time is past: no alert is held back since" : "No alert before"}{" "}
      <RelativeTime at={until} form="moment" />.
    </>
  );
}
