"use client";

import { useSyncExternalStore } from "react";

const never = () => () => {};

/** False while the page is made on the server and hydrated, which may be later in one part of it than in another. */
export function useIsHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
