"use client";

import type { RefObject } from "react";
import { useHotkeys } from "#components/shell/hotkeys.tsx";
import type { Alert } from "#lib/alerts/schema.ts";

interface RowActions {
  /** Of the row that has the focus. */
  x: (alert: Alert) => void;
  /** Undefined when no row has the focus. */
  e: (alert: Alert | undefined) => void;
}

/**
 * The keys of a list: j and k move the focus from row to row, x and e act on the row that has it.
 * @returns the row that has the focus, asked when it matters.
 */
export function useRowKeys(
  list: RefObject<HTMLUListElement | null>,
  rows: readonly Alert[],
  actions: RowActions,
): () => Alert | undefined {
  const elements = () => [...(list.current?.querySelectorAll<HTMLElement>("[data-alert]") ?? [])];
  const currentIndex = () => elements().findIndex((row) => row.contains(document.activeElement));
  const current = () => rows[currentIndex()];

  function step(by: 1 | -1) {
    const all = elements();
    const from = currentIndex();
    const to = from === -1 ? (by === 1 ? 0 : all.length - 1) : from + by;
    const link = all[Math.min(all.length - 1, Math.max(0, to))]?.querySelector("a");
    // Focus that follows a key is shown as focus.
    link?.focus({ focusVisible: true } as FocusOptions);
    link?.scrollIntoView({ block: "nearest" });
  }
  useHotkeys({
    j: () => step(1),
    k: () => step(-1),
    x: () => {
      const one = current();
      if (one) actions.x(one);
    },
    e: () => actions.e(current()),
  });
  return current;
}
