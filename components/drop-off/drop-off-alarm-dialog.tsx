"use client";

import { type FormEvent, useId, useState } from "react";
import { ApiError } from "#components/shell/api-error.ts";
import { isRefusal } from "#components/shell/failure-words.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { OtherChanges } from "#components/ui/other-changes.tsx";
import { Pill } from "#components/ui/pill.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { useFormErrors } from "#components/ui/use-form-errors.ts";
import type { AlarmKey, SourceAlarms } from "#lib/drop-off/schema.ts";
import {
  type AlarmDraft,
  alarmAt,
  errorsWithoutField,
  fieldOf,
  freeAlarms,
  isSameAlarm,
  plainAlarm,
} from "./alarm-draft.ts";
import { errorsOf } from "./alarm-errors.ts";
import { AlarmFields } from "./alarm-fields.tsx";
import { BackTestLine } from "./back-test-line.tsx";
import { whenItAlerts } from "./format-alarm.ts";
import { ProposalLine } from "./proposal-line.tsx";
import { alarmLabels, useAlarmDraft } from "./use-alarm-draft.ts";
import { useSaveAlarm } from "./use-save-alarm.ts";
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

const bringIntoSight = (node: HTMLElement | null) => node?.scrollIntoView({ block: "nearest" });

function Failures({ of: failures, isUnknown }: { of: readonly string[]; isUnknown: boolean }) {
  if (failures.length === 0) return null;
  return (
    <div ref={bringIntoSight}>
      <Banner tone="fail" role="alert" title={isUnknown ? "No answer to this came" : "Nothing was changed"}>
        {failures.map((words) => (
          <p key={words}>{words}</p>
        ))}
      </Banner>
    </div>
  );
}

function OpenDialog(props: DropOffAlarmDialogProps & { which: AlarmKey | "new" }) {
  const { source, alarms, which, onClose } = props;
  const toast = useToast();
  const save = useSaveAlarm(source.id);
  const formId = useId();
  const switchId = useId();
  const { form, errors, show, clear } = useFormErrors();
  const isNew = which === "new";
  const free = freeAlarms(alarms);
  const key = isNew ? (free[0] ?? plainAlarm) : which;
  const known = isNew ? null : alarmAt(alarms.alarms, key);
  const alarm = useAlarmDraft(alarms, isNew ? null : which, key);
  const { draft } = alarm;
  const [isTouched, setTouched] = useState(false);
  const watched = isNew ? draft : key;

  function change(part: Partial<AlarmDraft>) {
    alarm.change(part);
    setTouched(true);
    clear();
    save.reset();
  }

  function mistakes(): Record<string, string> {
    const isTaken = isNew && !free.some((other) => isSameAlarm(other, draft));
    return {
      ...(isTaken ? { logType: "This alarm was set in the meantime. Close this and change it with its pencil." } : {}),
      ...(draft.isOn ? errorsOf(draft) : {}),
    };
  }

  function refuse(error: unknown) {
    if (alarm.moveAfter(error)) return save.reset();
    if (error instanceof ApiError && error.field) show({ [fieldOf(error.field, draft)]: error.message });
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!draft.isOn && !known) return onClose();
    const found = mistakes();
    if (Object.keys(found).length > 0 || alarm.isContested) return show(found);
    try {
      const saved = await alarm.saveSeen((seen) => save.runOrThrow({ draft, before: known, seen }));
      toast({ title: saved ? `Drop-off alarm set: ${saved.summary}` : "Drop-off alarm removed" });
      onClose();
    } catch (error) {
      refuse(error);
    }
  }

  const isUnknown = save.error !== null && !isRefusal(save.error);
  const isOfField = save.error instanceof ApiError && save.error.field !== undefined;
  const failures = [...(save.error && !isOfField ? [save.error.message] : []), ...errorsWithoutField(errors, draft)];
  return (
    <Dialog
      isOpen
      onClose={onClose}
      isKept={isTouched}
      title="Configure Drop-off Alarm"
      description={isSameAlarm(watched, plainAlarm) ? source.label : `${source.label}: ${whenItAlerts(watched)}`}
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
          <div className="mb-4 flex flex-wrap items-center gap-2.5">
            <Switch id={switchId} checked={draft.isOn} onChange={(isOn) => change({ isOn })} />
            <label htmlFor={switchId} className="py-1 font-[560]">
              Alert when {whenItAlerts(key)}
            </label>
            {!known && <Pill tone="neutral">Not set yet</Pill>}
          </div>
        )}
        {!draft.isOn && known?.state === "ALARM" && (
          <Banner tone="warn" role="status" title="This alarm is out">
            Removing it resolves its alert, unless that is closed already, and the destinations are told that it is
            resolved, although nothing has changed at the source.
          </Banner>
        )}
        {draft.isOn && (
          <>
            <ProposalLine sourceId={source.id} draft={draft} onUse={change} />
            <AlarmFields
              draft={draft}
              onChange={change}
              errors={errors}
              offered={isNew ? { logTypes: alarms.logTypes, free } : null}
            />
            <WhoIsTold destinations={alarms.destinations} />
            <BackTestLine sourceId={source.id} draft={draft} />
          </>
        )}
        <Failures of={failures} isUnknown={isUnknown} />
        <OtherChanges
          fields={alarm.others}
          labels={alarmLabels}
          onKeepMine={alarm.keepMine}
          onTakeTheirs={alarm.takeTheirs}
        />
      </form>
    </Dialog>
  );
}
