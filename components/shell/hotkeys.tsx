"use client";

import { useEffect, useRef } from "react";

const typingSelector = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true]";
const floatingSelector = "[role=dialog], [role=alertdialog], [role=menu], [role=listbox]";

/** Whether a key belongs to what is typed into or to what floats above the page. */
function isTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return true;
  const target = event.target instanceof Element ? event.target : null;
  return (
    Boolean(target?.closest(`${typingSelector}, ${floatingSelector}`)) ||
    document.querySelector(floatingSelector) !== null
  );
}

/**
 * Runs a function when its key is pressed anywhere on the page, unless something is being typed or a dialog or menu
 * is open. Keys are `KeyboardEvent.key` values ("j", "/", "?").
 */
export function useHotkeys(keys: Record<string, (event: KeyboardEvent) => void>): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      const run = latest.current[event.key];
      if (!run || isTaken(event)) return;
      event.preventDefault();
      run(event);
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}
