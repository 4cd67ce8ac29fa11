"use client";

import { useEffect, useState } from "react";
import { useZone } from "#components/ui/clock.tsx";
import type { SourceAlarm, SourceAlarms } from "#lib/drop-off/schema.ts";
import { type AlarmDraft, alarmAt, firstAnswer, isWindowSound, parseAnswer, plainAlarm } from "./alarm-draft.ts";
import { useSaveAlarm } from "./use-save-alarm.ts";

/** Of the fields that the question has, only the window can be wrong. */
const isSound = (answer: AlarmDraft) => !answer.isOn || isWindowSound(answer);

/**
 * The answer to the question of set-up: what is set, which looking at it does not change, and what is stored as it is given.
 * What cannot be stored yet is remembered in this tab.
 */
export function useFirstAnswer(sourceId: string, alarms: SourceAlarms) {
  const { zone } = useZone();
  const key = `telltale:drop-off-answer:${sourceId}`;
  const [stored, setStored] = useState<SourceAlarm | null>(() => alarmAt(alarms.alarms, plainAlarm));
  const [draft, setDraft] = useState<AlarmDraft>(() => firstAnswer(stored, null, zone, Date.now()));

  function remember(unsaved: AlarmDraft | null) {
    sessionStorage.setItem(key, JSON.stringify({ unsaved }));
  }

  const save = useSaveAlarm(sourceId, (saved, answer) => {
    // Something else may have been typed meanwhile.
    if (sessionStorage.getItem(key) === JSON.stringify({ unsaved: answer })) remember(null);
    setStored(saved);
  });

  function store(answer: AlarmDraft, onStored?: () => void) {
    remember(answer);
    void save.run({ draft: answer, before: plainAlarm }).then((isStored) => {
      if (isStored) onStored?.();
      // One before it may have been stored meanwhile.
      else remember(answer);
    });
  }

  // Once, in the browser: what this tab remembers is not known before.
  useEffect(() => {
    const unsaved = parseAnswer(sessionStorage.getItem(key) ?? "");
    if (unsaved) setDraft(unsaved);
  }, [key]);

  function change(part: Partial<AlarmDraft>) {
    const next = { ...draft, ...part };
    setDraft(next);
    save.reset();
    if (isSound(next)) store(next);
    else remember(next);
  }

  return { draft, isSound: isSound(draft), change, store, stored, isPending: save.isPending, error: save.error };
}
