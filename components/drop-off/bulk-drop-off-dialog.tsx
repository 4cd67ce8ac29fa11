"use client";

import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { isRefusal } from "#components/shell/failure-words.ts";
import { useOperation } from "#components/shell/use-operation.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { plural } from "#components/ui/number-format.ts";
import { OpenDialog } from "#components/ui/open-dialog.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { useFormErrors } from "#components/ui/use-form-errors.ts";
import type { BulkAlarmResult } from "#lib/drop-off/schema.ts";
import { minutesInWords } from "#lib/duration-words.ts";
import type { LogSourceSummary } from "#lib/log-sources/schema.ts";
import { type AlarmDraft, draftOf, minutesOf, plainAlarm } from "./alarm-draft.ts";
import { errorsOf } from "./alarm-errors.ts";
import { BulkBackTestLine } from "./bulk-back-test-line.tsx";
import { bulkOutcome } from "./bulk-outcome.ts";
import { bulkWarnings } from "./bulk-warnings.ts";
import { whenItAlerts, windowQuestion } from "./format-alarm.ts";
import { dropOffQueries } from "./queries.ts";
import { WhoIsTold } from "./who-is-told.tsx";
import { WindowFields } from "./window-fields.tsx";

interface BulkDropOffDialogProps {
  /** Empty while closed. */
  sources: readonly Pick<LogSourceSummary, "integrationId" | "integrationLabel" | "dropOff">[];
  onClose: () => void;
}

/** Sets or removes the drop-off alarm of many sources at once; those that cannot have one are named with the reason. */
export function BulkDropOffDialog({ sources, onClose }: BulkDropOffDialogProps) {
  if (sources.length === 0) return null;
  return <BulkAlarm sources={sources} onClose={onClose} />;
}

function BulkAlarm({ sources, onClose }: BulkDropOffDialogProps) {
  const formId = useId();
  const switchId = useId();
  const { form, errors, show, clear } = useFormErrors();
  const [draft, setDraft] = useState(() => draftOf(null, plainAlarm, "UTC", Date.now()));
  const [isTouched, setTouched] = useState(false);
  const [refused, setRefused] = useState<BulkAlarmResult["refused"]>([]);
  const minutes = minutesOf(draft);
  const window = minutesInWords(minutes);

  const save = useOperation("POST /log-source-alarms/bulk", {
    done: (result) => {
      const outcome = bulkOutcome(result, sources.length, draft.isOn ? window : null);
      if (result.refused.length === 0) onClose();
      else setRefused(result.refused);
      return outcome ? { title: outcome } : null;
    },
  });

  function change(part: Partial<AlarmDraft>) {
    setDraft((before) => ({ ...before, ...part }));
    setTouched(true);
    clear();
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    const found = draft.isOn ? errorsOf(draft) : {};
    if (Object.keys(found).length > 0) return show(found);
    const sourceIds = sources.map((source) => source.integrationId);
    void save.run({ body: { sourceIds, minutesThreshold: draft.isOn ? minutes : null } });
  }

  // Everybody who is told of one source is told of each.
  const { data: alarms } = useQuery(dropOffQueries.alarms(sources[0]?.integrationId ?? ""));
  const warnings = bulkWarnings(sources, draft.isOn);
  const labels = new Map(sources.map((source) => [source.integrationId, source.integrationLabel]));
  return (
    <OpenDialog
      isOpen
      onClose={onClose}
      isKept={isTouched}
      title="Configure Drop-off Alarm"
      description={plural(sources.length, "source")}
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
        <div className="mb-4 flex items-center gap-2.5">
          <Switch id={switchId} checked={draft.isOn} onChange={(isOn) => change({ isOn })} />
          <label htmlFor={switchId} className="py-1 font-[560]">
            Alert when {whenItAlerts(plainAlarm)} from one of them
          </label>
        </div>
        {draft.isOn && (
          <>
            <WindowFields
              question={windowQuestion(plainAlarm)}
              count={draft.count}
              period={draft.period}
              error={errors.minutesThreshold}
              onChange={change}
            />
            <WhoIsTold destinations={alarms?.destinations ?? null} />
            {Object.keys(errorsOf(draft)).length === 0 && (
              <BulkBackTestLine sources={sources} minutesThreshold={minutes} />
            )}
          </>
        )}
        <div aria-live="polite" className="mb-4 text-ink-2">
          {warnings.map((words) => (
            <p key={words}>{words}</p>
          ))}
        </div>
        {save.error && (
          <Banner
            tone="fail"
            role="alert"
            title={isRefusal(save.error) ? "Nothing was changed" : "Not known which alarms were changed"}
          >
            {save.error.message}
          </Banner>
        )}
        {refused.length > 0 && (
          <Banner tone="warn" role="alert" title={`Not changed on ${plural(refused.length, "source")}`}>
            <ul className="list-disc pl-5">
              {refused.map(({ sourceId, message }) => (
                <li key={sourceId}>
                  {labels.get(sourceId) ?? sourceId}: {message}
                </li>
              ))}
            </ul>
          </Banner>
        )}
      </form>
    </OpenDialog>
  );
}
