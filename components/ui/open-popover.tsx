"use client";

import { Popover as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

export interface PopoverProps {
  trigger: ReactNode;
  /** Names the content for screen readers. */
  label: string;
  align?: "start" | "center" | "end";
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  /** Content up to the edge. */
  isFlush?: boolean;
  /** For another width than 320 px. */
  className?: string;
  children: ReactNode;
}

/** The surface and its trigger. */
export function OpenPopover({
  trigger,
  label,
  align = "end",
  isOpen,
  onOpenChange,
  isFlush,
  className,
  children,
}: PopoverProps) {
  return (
    <Radix.Root open={isOpen} onOpenChange={onOpenChange}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className={classNames(
            "z-50 max-h-(--radix-popover-content-available-height) w-80 max-w-[calc(100vw-16px)] animate-appear overflow-y-auto rounded-surface border border-line bg-surface shadow-float",
            !isFlush && "p-3",
            className,
          )}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
