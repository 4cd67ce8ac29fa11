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
    }: {
      draft: AlarmDraft;
      before: AlarmKey | null;
    }): Promise<SourceAlarm | null> => {
      const params = { id: sourceId };
      if (draft.isOn) return callOperation("PUT /log-sources/{id}/alarms", { params, body: bodyOf(draft) });
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
