"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { Bell } from "#lib/notifications/schema.ts";
import { callOperation } from "./call-operation.ts";
import { bellQuery } from "./queries.ts";
import { useIsHydrated } from "./use-is-hydrated.ts";

const pollMs = 4000;

/** What happened, read every few seconds; null until the first answer. */
export function useBell(): { bell: Bell | null; markSeen: () => void } {
  const queries = useQueryClient();
  const isHydrated = useIsHydrated();
  const { data } = useQuery({
    ...bellQuery,
    refetchInterval: pollMs,
  });
  return {
    bell: isHydrated ? (data ?? null) : null,
    markSeen() {
      const latest = data?.results[0]?.latestAt;
      if (!latest || data.unseenCount === 0) return;
      queries.setQueryData(bellQuery.queryKey, (before) => before && { ...before, unseenCount: 0 });
      // What cannot be marked now shows its dot again with the next reading.
      callOperation("POST /notifications/seen", { body: { upTo: latest } }).catch(() => {});
    },
  };
}
