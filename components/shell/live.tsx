"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useBell } from "./use-bell.ts";
import { useRefresh } from "./use-refresh.ts";

/**
 * Keeps a page true: reads its data again every so many seconds while it is looked at, when one comes back to the tab,
 * and as soon as the bell has news. What is typed or open stays.
 */
export function Live({ every }: { every: number }) {
  const refresh = useRefresh();
  const queries = useQueryClient();
  const { bell } = useBell();
  const latest = bell?.results[0]?.latestAt;
  const known = useRef<string | undefined>(undefined);

  useEffect(() => {
    const look = () => {
      if (document.visibilityState === "visible") void refresh();
    };
    const timer = setInterval(look, every * 1000);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [refresh, every]);

  useEffect(() => {
    if (latest !== undefined && known.current !== undefined && known.current !== latest) {
      void queries.invalidateQueries({ queryKey: ["alerts"] });
      void refresh();
    }
    known.current = latest;
  }, [latest, queries, refresh]);
  return null;
}
