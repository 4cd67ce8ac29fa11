"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { ApiError, callApi } from "#components/shell/api-client.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { plural } from "#components/ui/number-format.ts";
import { Switch } from "#components/ui/switch.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { useFormErrors } from "#components/ui/use-form-errors.ts";
import { minutesInWords } from "#lib/duration-words.ts";
import type { BulkAlarmBody, BulkAlarmResult } from "#lib/log-sources/drop-off/schema.ts";
import { draftOf, errorsOf, minutesOf } from "./alarm-draft.ts";
import { bulkOutcome } from "./bulk-outcome.ts";
import { WindowFields } from "./window-fields.tsx";

interface BulkDropOffDialogProps {
  /** Empty while closed. */
  sources: readonly { integrationId: string; integrationLabel: string }[];
  onClose: () => void;
}

/** A request that was refused as a whole; one that failed on the way may have changed some. */
function isRefusal(error: Error): boolean {
  return error instanceof ApiError && error.status < 500;
}

/** Sets or removes the drop-off alarm of many sources at once; those that cannot have one are named with the reason. */
export function BulkDropOffDialog({ sources, onClose }: BulkDropOffDialogProps) {
  if (sources.length === 0) return null;
  return <OpenDialog sources={sources} onClose={onClose} />;
}

function OpenDialog({ sources, onClose }: BulkDropOffDialogProps) {
  const queryClient = useQueryClient();
  const toast = useToast();
  const formId = useId();
  const switchId = useId();
  const { form, errors, show, clear } = useFormErrors();
  const [draft, setDraft] = useState(() => draftOf(null, { signal: "no-data", logType: "" }, "UTC"));
  const [refused, setRefused] = useState<BulkAlarmResult["refused"]>([]);
  const minutes = minutesOf(draft);
  const window = minutesInWords(minutes);

  const save = useMutation({
    mutationFn: (body: BulkAlarmBody) => callApi<BulkAlarmResult>("POST", "/api/v1/log-source-alarms/bulk", body),
    // Also after a failure: some of them may have been changed before it.
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["log-sources"] }),
    onSuccess: (result) => {
      const outcome = bulkOutcome(result, sources.length, draft.isOn ? window : null);
      if (outcome) toast({ title: outcome });
      if (result.refused.length === 0) onClose();
      else setRefused(result.refused);
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    const found = draft.isOn ? errorsOf(draft) : {};
    if (Object.keys(found).length > 0) return show(found);
    save.mutate({
      sourceIds: sources.map((source) => source.integrationId),
      minutesThreshold: draft.isOn ? minutes : null,
    });
  }

  const labels = new Map(sources.map((source) => [source.integrationId, source.integrationLabel]));
  return (
    <Dialog
      isOpen
      onClose={onClose}
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
          <Switch id={switchId} checked={draft.isOn} onChange={(isOn) => setDraft({ ...draft, isOn })} />
          <label htmlFor={switchId} className="font-[560]">
            {draft.isOn ? "Alert when one of them drops off" : "No alert when one of them drops off"}
          </label>
        </div>
        {draft.isOn && (
          <>
            <p className="mb-2 font-[560]">
              How long should Telltale wait before it sends you an alert that no events have been processed?
            </p>
            <WindowFields
              count={draft.count}
              period={draft.period}
              error={errors.minutesThreshold}
              onChange={(part) => {
                setDraft({ ...draft, ...part });
                clear();
              }}
            />
          </>
        )}
        {save.error && (
          <Banner
            tone="fail"
            role="alert"
            title={isRefusal(save.error) ? "Nothing was changed" : "Not every alarm was changed"}
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
    </Dialog>
  );
}
