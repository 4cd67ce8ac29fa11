"use client";

import { type FormEvent, useId, useState } from "react";
import { ApiError } from "#components/shell/api-client.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { useZone } from "#components/ui/clock.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { useFormErrors } from "#components/ui/use-form-errors.ts";
import type { AlarmKey, SourceAlarm, SourceAlarms } from "#lib/log-sources/drop-off/schema.ts";
import { type AlarmDraft, draftOf, errorsOf, withProposal } from "./alarm-draft.ts";
import { AlarmFields } from "./alarm-fields.tsx";
import { BackTestLine } from "./back-test-line.tsx";
import { ProposalLine } from "./proposal-line.tsx";
import { useSaveAlarm } from "./use-alarms.ts";
import { WhoIsTold } from "./who-is-told.tsx";

export interface DropOffAlarmDialogProps {
  source: { id: string; label: string };
  alarms: SourceAlarms;
  /** Which alarm; "new" lets the person choose what it watches. Null while closed. */
  which: AlarmKey | "new" | null;
  onClose: () => void;
}

/** The pop-up "Configure Drop-off Alarm": whether, how long, and what it would have done so far. */
export function DropOffAlarmDialog({ which, ...props }: DropOffAlarmDialogProps) {
  if (which === null) return null;
  const key = which === "new" ? "new" : `${which.signal} ${which.logType}`;
  return <OpenDialog key={key} which={which} {...props} />;
}

const newAlarm: AlarmKey = { signal: "low-volume", logType: "" };

function OpenDialog(props: DropOffAlarmDialogProps & { which: AlarmKey | "new" }) {
  const { source, alarms, which, onClose } = props;
  const { zone } = useZone();
  const toast = useToast();
  const save = useSaveAlarm(source.id);
  const formId = useId();
  const switchId = useId();
  const { form, errors, show, clear } = useFormErrors();
  const isNew = which === "new";
  const key = isNew ? newAlarm : which;
  const known: SourceAlarm | null =
    (!isNew && alarms.alarms.find((alarm) => alarm.signal === key.signal && alarm.logType === key.logType)) || null;
  const [draft, setDraft] = useState<AlarmDraft>(() => draftOf(known, key, zone));

  function change(part: Partial<AlarmDraft>) {
    setDraft((before) => ({ ...before, ...part }));
    clear();
    save.reset();
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!draft.isOn && !known) return onClose();
    const found = draft.isOn ? errorsOf(draft) : {};
    if (Object.keys(found).length > 0) return show(found);
    save.mutate(
      { draft, before: known },
      {
        onSuccess: (saved) => {
          toast({ title: saved ? `Drop-off alarm set: ${saved.summary}` : "Drop-off alarm removed" });
          onClose();
        },
        onError: (error) => {
          if (error instanceof ApiError && error.field) show({ [error.field]: error.message });
        },
      },
    );
  }

  const failure = save.error && !(save.error instanceof ApiError && save.error.field) ? save.error : null;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Configure Drop-off Alarm"
      description={source.label}
      actions={
        <>
          <Button type="submit" form={formId} variant="primary" isPending={save.isPending}>
            Apply Changes
          </Button>
          <Button variant="quiet" onClick={onClose}>
            Cancel
          </Button>
        </>
      }
    >
      <form id={formId} ref={form} onSubmit={submit} noValidate>
        {!isNew && (
          <div className="mb-4 flex items-center gap-2.5">
            <Switch id={switchId} checked={draft.isOn} onChange={(isOn) => change({ isOn })} />
            <label htmlFor={switchId} className="font-[560]">
              {draft.isOn ? "Alert when the source drops off" : "No alert when the source drops off"}
            </label>
          </div>
        )}
        {draft.isOn && (
          <>
            {draft.signal === "no-data" && (
              <ProposalLine
                sourceId={source.id}
                logType={draft.logType}
                onUse={(proposal) => change(withProposal(draft, proposal))}
              />
            )}
            <AlarmFields draft={draft} onChange={change} errors={errors} logTypes={isNew ? alarms.logTypes : null} />
            <BackTestLine sourceId={source.id} draft={draft} />
            <WhoIsTold destinations={alarms.destinations} />
          </>
        )}
        {failure && (
          <Banner tone="fail" role="alert" title="Nothing was changed">
            {failure.message}
          </Banner>
        )}
      </form>
    </Dialog>
  );
}
