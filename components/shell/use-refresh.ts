"use client";

import { useRouter } from "next/navigation";
import { startTransition, useCallback } from "react";
import { reach } from "./reach.ts";

/**
 * `refreshWhenReachable(also)`: reads the page's data again, if the server answers and the session still stands. What is
 * typed or open stays. `also` is drawn together with what was read. Resolves to whether it is read again; when not, the
 * page says so and reads itself again later.
 */
export function useRefresh(): (also?: () => void) => Promise<boolean> {
  const router = useRouter();
  return useCallback(
    async function refreshWhenReachable(also?: () => void) {
      if (!(await reach.isReached())) return false;
      startTransition(() => {
        // biome-ignore lint/plugin: the one place that has asked first
        router.refresh();
        also?.();
      });
      return true;
    },
    [router],
  );
}
