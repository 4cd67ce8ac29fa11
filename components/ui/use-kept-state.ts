"use client";

import { useCallback, useEffect, useState } from "react";

interface Kept<T> {
  /** Null when the text is not what was kept. */
  parse: (text: string) => T | null;
  /** Leaves out what the browser must not keep. */
  serialise: (value: T) => string;
}

/**
 * What is typed into a form, so that it outlives a reload: kept in this tab's session storage under `key`.
 * `kept` must be the same object at each call.
 */
export function useKeptState<T extends object>(key: string, initial: T, kept: Kept<T>) {
  const [value, setValue] = useState(initial);

  // After hydration, so that the server's form and the browser's first one are the same.
  useEffect(() => {
    const found = kept.parse(sessionStorage.getItem(key) ?? "");
    if (found) setValue(found);
  }, [key, kept]);

  const change = useCallback(
    (part: Partial<T>) => {
      setValue((before) => {
        const next = { ...before, ...part };
        sessionStorage.setItem(key, kept.serialise(next));
        return next;
      });
    },
    [key, kept],
  );
  /** Puts another value in its place and keeps nothing. */
  const reset = useCallback(
    (next: T) => {
      setValue(next);
      sessionStorage.removeItem(key);
    },
    [key],
  );
  return { value, change, reset };
}
