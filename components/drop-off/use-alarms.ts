"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ApiError } from "#components/shell/api-error.ts";
import { callOperation } from "#components/shell/call-operation.ts";
import { useRefresh } from "#components/shell/use-refresh.ts";
import type { AlarmKey, SourceAlarm, SourceAlarms } from "#lib/drop-off/schema.ts";
import { type AlarmDraft, bodyOf } from "./alarm-draft.ts";

/** Every alarm of a source, and who would be told. `initial` is what the server rendered. */
export function useAlarms(sourceId: string, initial?: SourceAlarms) {
  return useQuery({
    queryKey: ["log-sources", sourceId, "alarms"],
    queryFn: () => callOperation("GET /log-sources/{id}/alarms", { params: { id: sourceId } }),
    ...(initial ? { initialData: initial } : {}),
    refetchInterval: 30_000,
  });
}

/** A change that another person's came before says what the alarm is by now. */
function sayWhatItIs(error: unknown): never {
  if (!(error instanceof ApiError && error.status === 412)) throw error;
  const current = error.current as SourceAlarm | null;
  const isNow = current ? `it is now: ${current.summary}` : "it was removed";
  throw new ApiError(
    412,
    `This alarm was changed while you looked at it; ${isNow}. Save again to set it as you have it here.`,
    {
      etag: error.etag,
    },
  );
}

/**
 * Sets the alarm of a draft, or removes it when it is switched off.
 * @param onSaved called also when whoever asked has left the page; null when there is no alarm any more.
 */
export function useSaveAlarm(sourceId: string, onSaved?: (saved: SourceAlarm | null, draft: AlarmDraft) => void) {
  const queryClient = useQueryClient();
  const refresh = useRefresh();
  return useMutation({
    // One after the other, so that the last choice is what stays.
    scope: { id: `alarms of ${sourceId}` },
    mutationFn: async ({
      draft,
      before,
      seen,
    }: {
      draft: AlarmDraft;
      before: AlarmKey | null;
      /** The ETag of the alarm as it was seen, null when there was none; left out it is set whatever it is by now. */
      seen?: string | null;
    }): Promise<SourceAlarm | null> => {
      const params = { id: sourceId };
      if (draft.isOn)
        return callOperation("PUT /log-sources/{id}/alarms", { params, body: bodyOf(draft), ifMatch: seen }).catch(
          sayWhatItIs,
        );
      if (before) {
        await callOperation("DELETE /log-sources/{id}/alarms", { params, query: before }).catch((error: unknown) => {
          // What is gone already is as it was asked for.
          if (!(error instanceof ApiError && error.status === 404)) throw error;
        });
      }
      return null;
    },
    onSuccess: async (saved, { draft }) => {
      onSaved?.(saved, draft);
      await queryClient.invalidateQueries({ queryKey: ["log-sources", sourceId, "alarms"] });
      void refresh();
    },
  });
}
