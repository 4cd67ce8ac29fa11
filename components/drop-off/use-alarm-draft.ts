"use client";

import { useEffect, useRef, useState } from "react";
import { ApiError } from "#components/shell/api-error.ts";
import {
  beginForm,
  type FormState,
  isSeen,
  keepMine,
  moveOnto,
  type Stored,
  takeTheirs,
} from "#components/shell/form-state.ts";
import { useZone } from "#components/ui/clock.tsx";
import type { AlarmKey, SourceAlarm, SourceAlarms } from "#lib/drop-off/schema.ts";
import { type AlarmDraft, alarmAt, draftOf } from "./alarm-draft.ts";

/** What the fields are called, for the change of somebody else. */
export const alarmLabels: Readonly<Record<string, string>> = {
  isOn: "The alarm",
  count: "Window",
  period: "Unit of the window",
  minimumEvents: "Events at least",
  hasCalendar: "Only at certain times",
  "calendar.timeZone": "Time zone",
  "calendar.weekdays": "Days (1 is Monday)",
  "calendar.isWholeDay": "The whole day",
  "calendar.from": "From",
  "calendar.to": "To",
  "calendar.holidays": "Holidays",
  snoozedUntil: "Snoozed until",
};

/**
 * An alarm as it is typed, moved onto what is stored whenever that changes: what somebody else changed meanwhile is laid
 * under one's own change and told (`others`).
 * @param key null for one that is not set yet and that the person chooses.
 */
export function useAlarmDraft(alarms: SourceAlarms, key: AlarmKey | null, first: AlarmKey) {
  const { zone } = useZone();
  const stored = key && alarmAt(alarms.alarms, key);
  // As it is when the dialog opens: neither a tick nor another zone is a change of the alarm.
  const [opened] = useState(() => ({ zone, at: Date.now() }));
  function storedAs(alarm: SourceAlarm | null, etag: string | null): Stored<AlarmDraft> {
    const draft = { ...draftOf(alarm, key ?? first, opened.zone, opened.at), isOn: alarm !== null };
    return { draft, etag };
  }
  const [state, setState] = useState<FormState<AlarmDraft>>(() => {
    const begun = beginForm(storedAs(stored, stored?.etag ?? null));
    // Who opens it for an alarm that is not set wants to set it.
    return { ...begun, draft: { ...begun.draft, isOn: true } };
  });

  const latest = useRef(stored);
  useEffect(() => {
    latest.current = stored;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for what it holds
  useEffect(
    () => setState((before) => moveOnto(before, storedAs(latest.current, latest.current?.etag ?? null))),
    [stored?.etag],
  );

  /** What a refusal because of another version says is stored by now; null when it is none. */
  function nowIn(error: unknown): Stored<AlarmDraft> | null {
    if (!(error instanceof ApiError && error.status === 412)) return null;
    return storedAs(error.current as SourceAlarm | null, error.etag ?? null);
  }

  /** After a refusal because of somebody else's change: moves onto it. Returns whether it was one. */
  function moveAfter(error: unknown): boolean {
    const now = nowIn(error);
    if (now) setState((before) => moveOnto(before, now));
    return now !== null;
  }

  /** Saves with the ETag that was seen, and again where the refusal shows nothing but one's own change. @throws what `save` throws */
  async function saveSeen<Saved>(save: (seen: string | null) => Promise<Saved>): Promise<Saved> {
    try {
      return await save(state.base.etag);
    } catch (error) {
      const now = nowIn(error);
      if (now && isSeen(state, now)) return save(now.etag);
      throw error;
    }
  }

  return {
    draft: state.draft,
    change: (part: Partial<AlarmDraft>) => setState((before) => ({ ...before, draft: { ...before.draft, ...part } })),
    saveSeen,
    moveAfter,
    others: state.others,
    /** Both changed the same: nothing is saved until one has chosen. */
    isContested: state.others.some((field) => field.isConflict),
    keepMine: () => setState(keepMine),
    takeTheirs: () => setState(takeTheirs),
  };
}
