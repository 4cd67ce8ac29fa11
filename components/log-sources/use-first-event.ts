"use client";

import { useQuery } from "@tanstack/react-query";
import { callApi } from "#components/shell/api-client.ts";
import type { FirstEvent } from "#lib/log-sources/schema.ts";

/** What came of a source's first event; asked each second until it is classified, then each 10 s. */
export function useFirstEvent(sourceId: string) {
  return useQuery({
    queryKey: ["log-sources", sourceId, "first-event"],
    queryFn: () => callApi<FirstEvent>("GET", `/api/v1/log-sources/${sourceId}/first-event`),
    refetchInterval: (query) => (query.state.data?.processed?.classified ? 10_000 : 1000),
    staleTime: 0,
  });
}
