"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import {
  beginForm,
  type FormState,
  keepMine,
  moveOnto,
  type Stored,
  takeTheirs,
} from "#components/shell/form-state.ts";
import { useZone } from "#components/ui/clock.tsx";
import type { AlarmKey, SourceAlarms } from "#lib/drop-off/schema.ts";
import { type AlarmDraft, alarmAt, draftOf } from "./alarm-draft.ts";
import { dropOffQueries } from "./queries.ts";

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
export function useAlarmDraft(sourceId: string, alarms: SourceAlarms, key: AlarmKey | null, first: AlarmKey) {
  const queries = useQueryClient();
  const { zone } = useZone();
  // As it is when the dialog opens: neither a tick nor another zone is a change of the alarm.
  const [opened] = useState(() => ({ zone, at: Date.now() }));
  function storedIn(list: SourceAlarms): Stored<AlarmDraft> {
    const alarm = key && alarmAt(list.alarms, key);
    const draft = { ...draftOf(alarm, key ?? first, opened.zone, opened.at), isOn: alarm !== null };
    return { draft, etag: JSON.stringify(draft) };
  }
  const [state, setState] = useState<FormState<AlarmDraft>>(() => {
    const begun = beginForm(storedIn(alarms));
    // Who opens it for an alarm that is not set wants to set it.
    return { ...begun, draft: { ...begun.draft, isOn: true } };
  });

  const stored = storedIn(alarms);
  const latest = useRef(stored);
  useEffect(() => {
    latest.current = stored;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for what it holds
  useEffect(() => setState((before) => moveOnto(before, latest.current)), [stored.etag]);

  /** Reads what is stored once more. Resolves to whether it is what one has seen. */
  async function isSeen(): Promise<boolean> {
    if (state.others.length > 0) return !state.others.some((field) => field.isConflict);
    const list = await queries.fetchQuery({ ...dropOffQueries.alarms(sourceId), staleTime: 0 }).catch(() => null);
    // What cannot be read cannot be saved either, and saving says why.
    if (list === null) return true;
    const next = moveOnto(state, storedIn(list));
    setState(next);
    return next.others.length === 0;
  }

  return {
    draft: state.draft,
    change: (part: Partial<AlarmDraft>) => setState((before) => ({ ...before, draft: { ...before.draft, ...part } })),
    isSeen,
    others: state.others,
    keepMine: () => setState(keepMine),
    takeTheirs: () => setState(takeTheirs),
  };
}
