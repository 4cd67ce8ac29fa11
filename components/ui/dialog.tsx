"use client";

import { Suspense, useEffect, useState } from "react";
import { lazily } from "./lazily.ts";
import type { DialogProps } from "./open-dialog.tsx";

const load = () => import("./open-dialog.tsx");
const OpenDialog = lazily(() => load().then((file) => file.OpenDialog));

/**
 * Asks for something before anything else can be done. What opens is loaded when a hand is on the page that may open it, and
 * drawn when it opens. A dialog that is itself loaded when it opens takes `OpenDialog`.
 */
export function Dialog(props: DialogProps) {
  const [isUsed, setUsed] = useState(props.isOpen);
  if (props.isOpen && !isUsed) setUsed(true);
  useEffect(() => {
    const listening = new AbortController();
    const prepare = () => void load().catch(() => {});
    for (const hand of ["pointermove", "pointerdown", "keydown"]) {
      window.addEventListener(hand, prepare, { once: true, passive: true, signal: listening.signal });
    }
    return () => listening.abort();
  }, []);
  if (!isUsed) return null;
  return (
    <Suspense>
      <OpenDialog {...props} />
    </Suspense>
  );
}
