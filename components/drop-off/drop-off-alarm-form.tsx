"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, type ReactNode, useState } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { OptionCards } from "#components/ui/option-cards.tsx";
import { useFormErrors } from "#components/ui/use-form-errors.ts";
import type { SourceAlarms } from "#lib/drop-off/schema.ts";
import { minutesInWords } from "#lib/duration-words.ts";
import { type AlarmDraft, minutesOf, plainAlarm, windowRule } from "./alarm-draft.ts";
import { windowQuestion } from "./format-alarm.ts";
import { useFirstAnswer } from "./use-first-answer.ts";
import { WhoIsTold } from "./who-is-told.tsx";
import { WindowFields } from "./window-fields.tsx";

interface DropOffAlarmFormProps {
  source: { id: string; label: string };
  alarms: SourceAlarms;
  /** Where "Finish set-up" leads once the choice is saved. */
  finishHref: string;
  /** Stands beside "Finish set-up". */
  children?: ReactNode;
}

/** The last question of set-up: whether to be told when no events are processed; yes after one day unless chosen otherwise. */
export function DropOffAlarmForm({ source, alarms, finishHref, children }: DropOffAlarmFormProps) {
  const router = useRouter();
  const [isFinishing, setFinishing] = useState(false);
  const { form, errors, show, clear } = useFormErrors();
  const { draft, isSound, stored, isPending, error, ...answer } = useFirstAnswer(source.id, alarms);

  function change(part: Partial<AlarmDraft>) {
    answer.change(part);
    clear();
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!alarms.isSupported) return router.push(finishHref);
    if (!isSound) return show({ minutesThreshold: windowRule });
    setFinishing(true);
    answer.store(draft, () => router.push(finishHref));
  }

  const after = draft.isOn && isSound ? `, after ${minutesInWords(minutesOf(draft))}` : "";
  const storedWords = stored ? `an alert after ${stored.summary}` : "no alarm";
  return (
    <form ref={form} onSubmit={submit} noValidate>
      <h2 className="mb-1.5 text-body">Trigger an alert when no events are processed</h2>
      {alarms.isSupported ? (
        <>
          <div className="mb-4">
            <OptionCards
              label="Trigger an alert when no events are processed"
              value={draft.isOn ? "yes" : "no"}
              onChange={(value) => change({ isOn: value === "yes" })}
              options={[
                {
                  value: "yes",
                  title: `Yes${after}`,
                  text: "Sends a System Error once, with what is known of the cause.",
                },
                { value: "no", title: "No", text: "You will not be told when this source falls silent." },
              ]}
            />
          </div>
          {draft.isOn && (
            <>
              <WindowFields
                question={windowQuestion(plainAlarm)}
                count={draft.count}
                period={draft.period}
                onChange={change}
                error={errors.minutesThreshold}
              />
              <WhoIsTold destinations={alarms.destinations} />
            </>
          )}
          <p role="status" className="mb-4 min-h-[22px] text-ink-2">
            {!error && !isSound && `Not saved until the window is right. Saved so far: ${storedWords}.`}
            {!error && isSound && isPending && "Saving…"}
            {!error && isSound && !isPending && `Saved: ${storedWords}.`}
            {stored && isSound && !isPending && !error && " Choose No to remove it."}
          </p>
        </>
      ) : (
        <p className="mb-4 max-w-[68ch] text-ink-2">{alarms.unsupportedReason}</p>
      )}
      {error && (
        <Banner tone="fail" role="alert" title="Your choice was not saved">
          {error.message} Saved so far: {storedWords}.
        </Banner>
      )}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" isPending={isFinishing && isPending}>
          Finish set-up
        </Button>
        {children}
      </div>
    </form>
  );
}
