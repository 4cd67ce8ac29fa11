"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { Bell } from "#lib/notifications/schema.ts";
import { callOperation } from "./call-operation.ts";
import { useRefusal } from "./permissions.tsx";
import { bellQuery } from "./queries.ts";
import { useIsHydrated } from "./use-is-hydrated.ts";

const pollMs = 4000;

interface UsedBell {
  bell: Bell | null;
  markSeen: () => void;
  /** The user may not see what happens to alerts: there is no bell. */
  isRefused: boolean;
}

/** What happened, read every few seconds; null until the first answer. */
export function useBell(): UsedBell {
  const queries = useQueryClient();
  const isHydrated = useIsHydrated();
  const isRefused = useRefusal("GET /notifications") !== undefined;
  const { data } = useQuery({
    ...bellQuery,
    refetchInterval: pollMs,
    enabled: !isRefused,
  });
  return {
    isRefused,
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
