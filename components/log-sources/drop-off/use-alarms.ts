"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { callApi } from "#components/shell/api-client.ts";
import type { AlarmKey, SourceAlarm, SourceAlarms } from "#lib/log-sources/drop-off/schema.ts";
import { type AlarmDraft, bodyOf } from "./alarm-draft.ts";

/** Every alarm of a source, and who would be told. `initial` is what the server rendered. */
export function useAlarms(sourceId: string, initial?: SourceAlarms) {
  return useQuery({
    queryKey: ["log-sources", sourceId, "alarms"],
    queryFn: () => callApi<SourceAlarms>("GET", `/api/v1/log-sources/${sourceId}/alarms`),
    ...(initial ? { initialData: initial } : {}),
    refetchInterval: 30_000,
  });
}

/** Sets the alarm of a draft, or removes it when it is switched off. */
export function useSaveAlarm(sourceId: string) {
  const queryClient = useQueryClient();
  const router = useRouter();
  return useMutation({
    mutationFn: async ({
      draft,
      before,
    }: {
      draft: AlarmDraft;
      before: AlarmKey | null;
    }): Promise<SourceAlarm | null> => {
      if (draft.isOn) return callApi<SourceAlarm>("PUT", `/api/v1/log-sources/${sourceId}/alarms`, bodyOf(draft));
      if (before) {
        const query = new URLSearchParams({ signal: before.signal, logType: before.logType });
        await callApi("DELETE", `/api/v1/log-sources/${sourceId}/alarms?${query}`);
      }
      return null;
    },
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["log-sources", sourceId, "alarms"] });
      router.refresh();
    },
  });
}
