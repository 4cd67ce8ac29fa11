"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import type { Bell } from "#lib/notifications/schema.ts";
import { callOperation } from "./call-operation.ts";

const pollMs = 4000;
const queryKey = ["notifications"];

const never = () => () => {};

/** False while the page is made on the server and hydrated, which may be later in one part of it than in another. */
function useIsHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}

/** What happened, read every few seconds; null until the first answer. */
export function useBell(): { bell: Bell | null; markSeen: () => void } {
  const queries = useQueryClient();
  const isHydrated = useIsHydrated();
  const { data } = useQuery({
    queryKey,
    queryFn: () => callOperation("GET /notifications"),
    refetchInterval: pollMs,
  });
  return {
    bell: isHydrated ? (data ?? null) : null,
    markSeen() {
      const latest = data?.results[0]?.latestAt;
      if (!latest || data.unseenCount === 0) return;
      queries.setQueryData<Bell>(queryKey, (before) => before && { ...before, unseenCount: 0 });
      // What cannot be marked now shows its dot again with the next reading.
      callOperation("POST /notifications/seen", { body: { upTo: latest } }).catch(() => {});
    },
  };
}
