"use client";

import { Slot } from "radix-ui";
import { type KeyboardEvent, Suspense, useState } from "react";
import { lazily } from "./lazily.ts";
import type { MenuProps } from "./menu-parts.tsx";

const load = () => import("./menu-parts.tsx");
const OpenMenu = lazily(() => load().then((parts) => parts.OpenMenu));

/** One action of a menu. */
export const MenuItem = lazily(() => load().then((parts) => parts.MenuItem));
/** One of a few inside a menu; the chosen one is ticked. */
export const MenuChoices = lazily(() => load().then((parts) => parts.MenuChoices));
export const MenuLabel = lazily(() => load().then((parts) => parts.MenuLabel));
export const MenuSeparator = lazily(() => load().then((parts) => parts.MenuSeparator));

/** A menu under its trigger. What floats is loaded when a hand or the focus is on the trigger, and drawn when it opens. */
export function Menu(props: MenuProps) {
  const [isUsed, setUsed] = useState(false);
  const prepare = () => void load().catch(() => {});
  function open() {
    setUsed(true);
    props.onOpenChange?.(true);
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    open();
  }
  const closed = (
    <Slot.Root
      aria-haspopup="menu"
      aria-expanded={false}
      data-state="closed"
      onPointerEnter={prepare}
      onFocus={prepare}
      onClick={open}
      onKeyDown={onKeyDown}
    >
      {props.trigger}
    </Slot.Root>
  );
  if (!isUsed && !props.isOpen) return closed;
  return (
    <Suspense fallback={closed}>
      <OpenMenu {...props} />
    </Suspense>
  );
}
