"use client";

import { useQuery } from "@tanstack/react-query";
import { callOperation } from "#components/shell/call-operation.ts";

export const firstEventKey = (sourceId: string) => ["log-sources", sourceId, "first-event"];

/** What came of a source's first event; asked each second until it is classified, then each 10 s. */
export function useFirstEvent(sourceId: string) {
  return useQuery({
    queryKey: firstEventKey(sourceId),
    queryFn: () => callOperation("GET /log-sources/{id}/first-event", { params: { id: sourceId } }),
    refetchInterval: (query) => (query.state.data?.processed?.classified ? 10_000 : 1000),
    staleTime: 0,
  });
}
