"use client";

import { Slot } from "radix-ui";
import { Suspense, useState } from "react";
import { lazily } from "./lazily.ts";
import type { PopoverProps } from "./open-popover.tsx";

const load = () => import("./open-popover.tsx");
const OpenPopover = lazily(() => load().then((file) => file.OpenPopover));

/**
 * A surface that floats beside its trigger; Escape closes it and returns focus. What floats is loaded when a hand or the
 * focus is on the trigger, and drawn when it opens.
 */
export function Popover(props: PopoverProps) {
  const [isUsed, setUsed] = useState(false);
  const prepare = () => void load().catch(() => {});
  function open() {
    setUsed(true);
    props.onOpenChange(true);
  }
  const closed = (
    <Slot.Root
      aria-haspopup="dialog"
      aria-expanded={false}
      data-state="closed"
      onPointerEnter={prepare}
      onFocus={prepare}
      onClick={open}
    >
      {props.trigger}
    </Slot.Root>
  );
  if (!isUsed && !props.isOpen) return closed;
  return (
    <Suspense fallback={closed}>
      <OpenPopover {...props} />
    </Suspense>
  );
}
