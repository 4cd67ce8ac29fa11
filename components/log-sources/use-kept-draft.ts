"use client";

import { useCallback, useEffect, useState } from "react";
import { type HttpSourceDraft, parseDraft, serialiseDraft } from "./http-source-draft.ts";

/**
 * A draft that outlives a reload: kept in this tab's session storage under `key`, without its secret.
 * @param initial what the form begins with when nothing is kept.
 */
export function useKeptDraft(key: string, initial: HttpSourceDraft) {
  const [draft, setDraft] = useState(initial);

  // After hydration, so that the server's form and the browser's first one are the same.
  useEffect(() => {
    const kept = parseDraft(sessionStorage.getItem(key) ?? "");
    if (kept) setDraft((before) => ({ ...kept, ownSecret: before.ownSecret }));
  }, [key]);

  const change = useCallback(
    (part: Partial<HttpSourceDraft>) => {
      setDraft((before) => {
        const next = { ...before, ...part };
        sessionStorage.setItem(key, serialiseDraft(next));
        return next;
      });
    },
    [key],
  );
  const forget = useCallback(() => sessionStorage.removeItem(key), [key]);
  return { draft, change, forget };
}
