"use client";

import { useQuery } from "@tanstack/react-query";
import { callApi } from "#components/shell/api-client.ts";
import type { FirstEvent } from "#lib/log-sources/schema.ts";

export const firstEventKey = (sourceId: string) => ["log-sources", sourceId, "first-event"];

/** What came of a source's first event; asked each second until it is classified, then each 10 s. */
export function useFirstEvent(sourceId: string) {
  return useQuery({
    queryKey: firstEventKey(sourceId),
    queryFn: () => callApi<FirstEvent>("GET", `/api/v1/log-sources/${sourceId}/first-event`),
    refetchInterval: (query) => (query.state.data?.processed?.classified ? 10_000 : 1000),
    staleTime: 0,
  });
}
