"use client";

import { usePathname } from "next/navigation";
import { useEffect } from "react";

let landedOn: string | null = null;
let hasMoved = false;

/**
 * After a move to another page whose control is gone with the old one (a form that was finished), focus is on the new
 * page's content and not nowhere. On the page that one lands on it stays where the browser puts it.
 */
export function ContentFocus() {
  const path = usePathname();
  useEffect(() => {
    landedOn ??= path;
    hasMoved ||= path !== landedOn;
    if (!hasMoved || document.activeElement !== document.body) return;
    document.getElementById("content")?.focus({ preventScroll: true });
  }, [path]);
  return null;
}
