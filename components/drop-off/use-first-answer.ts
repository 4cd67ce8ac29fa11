"use client";

import { useEffect, useState } from "react";
import { useZone } from "#components/ui/clock.tsx";
import type { SourceAlarm, SourceAlarms } from "#lib/drop-off/schema.ts";
import {
  type AlarmDraft,
  alarmAt,
  firstAnswer,
  parseAnswer,
  plainAlarm,
  type RememberedAnswer,
} from "./alarm-draft.ts";
import { errorsOf } from "./alarm-errors.ts";
import { useSaveAlarm } from "./use-alarms.ts";

const isSound = (answer: AlarmDraft) => !answer.isOn || Object.keys(errorsOf(answer)).length === 0;

/**
 * The answer to the question of set-up. It is stored as it is given, and the yes that it begins with is stored as soon
 * as the page is seen: whichever way the page is left, what it says is what is set. What cannot be stored yet is
 * remembered in this tab, and so is that the question was asked: a no stays a no.
 */
export function useFirstAnswer(sourceId: string, alarms: SourceAlarms) {
  const { zone } = useZone();
  const key = `telltale:drop-off-answer:${sourceId}`;
  const [stored, setStored] = useState<SourceAlarm | null>(() => alarmAt(alarms.alarms, plainAlarm));
  const [draft, setDraft] = useState<AlarmDraft>(() => firstAnswer(stored, null, zone, Date.now()));
  const [isAsked, setAsked] = useState(false);

  function remember(answer: RememberedAnswer) {
    sessionStorage.setItem(key, JSON.stringify(answer));
  }

  const save = useSaveAlarm(sourceId, (saved, answer) => {
    // Something else may have been typed meanwhile.
    if (sessionStorage.getItem(key) === JSON.stringify({ unsaved: answer })) remember({ unsaved: null });
    setStored(saved);
  });

  function store(answer: AlarmDraft, onStored?: () => void) {
    remember({ unsaved: answer });
    save.mutate(
      { draft: answer, before: plainAlarm },
      {
        onSuccess: () => onStored?.(),
        // One before it may have been stored meanwhile.
        onError: () => remember({ unsaved: answer }),
      },
    );
  }

  // Once, in the browser: what this tab remembers is not known before.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it begins with what was there when the page was opened
  useEffect(() => {
    const remembered = parseAnswer(sessionStorage.getItem(key) ?? "");
    const first = firstAnswer(stored, remembered, zone, Date.now());
    setDraft(first);
    setAsked(true);
    const isOwed = remembered ? remembered.unsaved !== null : !stored;
    if (alarms.isSupported && isOwed && isSound(first)) store(first);
  }, []);

  function change(part: Partial<AlarmDraft>) {
    const next = { ...draft, ...part };
    setDraft(next);
    save.reset();
    if (isSound(next)) store(next);
    else remember({ unsaved: next });
  }

  return {
    draft,
    isSound: isSound(draft),
    change,
    store,
    stored,
    isAsked,
    isPending: save.isPending,
    error: save.error,
  };
}
