"use client";

import { Tooltip as Radix } from "radix-ui";
import type { ReactNode } from "react";

/** Words that appear on hover or focus of one element; never the only place where something is said. */
export function Tooltip({ text, children }: { text: ReactNode; children: ReactNode }) {
  return (
    <Radix.Root delayDuration={250}>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      {/* Beside its element, not at the end of the body, so that it stays inside of the page's landmarks. */}
      <Radix.Content
        sideOffset={6}
        collisionPadding={8}
        className="z-50 max-w-72 animate-appear rounded-control border border-line bg-surface px-2.5 py-1.5 text-small shadow-float"
      >
        {text}
      </Radix.Content>
    </Radix.Root>
  );
}

export const TooltipProvider = Radix.Provider;
