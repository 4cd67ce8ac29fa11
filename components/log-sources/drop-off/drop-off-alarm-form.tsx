"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, type ReactNode, useState } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { useZone } from "#components/ui/clock.tsx";
import { OptionCards } from "#components/ui/option-cards.tsx";
import { useFormErrors } from "#components/ui/use-form-errors.ts";
import { minutesInWords } from "#lib/duration-words.ts";
import type { SourceAlarms } from "#lib/log-sources/drop-off/schema.ts";
import { type AlarmDraft, draftOf, errorsOf, minutesOf } from "./alarm-draft.ts";
import { useSaveAlarm } from "./use-alarms.ts";
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

const plain = { signal: "no-data", logType: "" } as const;

/** The last question of set-up: whether to be told when no events are processed; yes after one day unless chosen otherwise. */
export function DropOffAlarmForm({ source, alarms, finishHref, children }: DropOffAlarmFormProps) {
  const router = useRouter();
  const { zone } = useZone();
  const save = useSaveAlarm(source.id);
  const { form, errors, show, clear } = useFormErrors();
  const known = alarms.alarms.find((alarm) => alarm.signal === plain.signal && alarm.logType === plain.logType) ?? null;
  const [draft, setDraft] = useState<AlarmDraft>(() => draftOf(known, plain, zone));

  function change(part: Partial<AlarmDraft>) {
    setDraft((before) => ({ ...before, ...part }));
    clear();
    save.reset();
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!alarms.isSupported) return router.push(finishHref);
    const found = draft.isOn ? errorsOf(draft) : {};
    if (Object.keys(found).length > 0) return show(found);
    save.mutate({ draft, before: known }, { onSuccess: () => router.push(finishHref) });
  }

  const minutes = minutesOf(draft);
  const after = Number.isNaN(minutes) ? "" : `, after ${minutesInWords(minutes)}`;
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
                count={draft.count}
                period={draft.period}
                onChange={change}
                error={errors.minutesThreshold}
              />
              <WhoIsTold destinations={alarms.destinations} />
            </>
          )}
        </>
      ) : (
        <p className="mb-4 max-w-[68ch] text-ink-2">{alarms.unsupportedReason}</p>
      )}
      {save.error && (
        <Banner tone="fail" role="alert" title="The alarm was not saved">
          {save.error.message}
        </Banner>
      )}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" isPending={save.isPending}>
          Finish set-up
        </Button>
        {children}
      </div>
    </form>
  );
}
