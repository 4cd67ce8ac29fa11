"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useRef } from "react";
import { Button } from "./button.tsx";
import { classNames } from "./class-names.ts";

interface DialogProps {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  /** A sentence under the title; read out when the dialog opens. */
  description?: ReactNode;
  /** At the foot: the primary button first, then "Cancel". */
  actions?: ReactNode;
  width?: "narrow" | "wide";
  children?: ReactNode;
}

/** What has the focus; inside a menu, which is about to close, what opened the menu. */
function opener(): HTMLElement | null {
  const active = document.activeElement;
  const menu = active?.closest("[role=menu]")?.getAttribute("aria-labelledby");
  const found = menu ? document.getElementById(menu) : active;
  return found instanceof HTMLElement ? found : null;
}

/** Asks for something before anything else can be done. Escape closes it and focus returns to what opened it. */
export function Dialog({ isOpen, onClose, title, description, actions, width = "narrow", children }: DialogProps) {
  const openedBy = useRef<HTMLElement | null>(null);
  return (
    <Radix.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-appear bg-[oklch(0.15_0.02_235/0.45)]" />
        <Radix.Content
          {...(description ? {} : { "aria-describedby": undefined })}
          onOpenAutoFocus={() => {
            openedBy.current = opener();
          }}
          // Radix returns focus to its own trigger, and there is none.
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            openedBy.current?.focus();
          }}
          className={classNames(
            "fixed z-50 flex max-h-[88dvh] flex-col rounded-surface border border-line bg-surface shadow-float",
            "max-[720px]:inset-x-2 max-[720px]:bottom-2 min-[720px]:top-[10vh] min-[720px]:max-h-[84dvh] min-[720px]:left-1/2 min-[720px]:w-full min-[720px]:-translate-x-1/2",
            width === "wide" ? "min-[720px]:max-w-[720px]" : "min-[720px]:max-w-[480px]",
          )}
        >
          <div className="flex items-start gap-3 px-5 pt-4">
            <Radix.Title className="flex-1 text-section">{title}</Radix.Title>
            <Radix.Close asChild>
              <Button variant="quiet" size="small" aria-label="Close" className="-mr-2">
                <X size={16} aria-hidden="true" />
              </Button>
            </Radix.Close>
          </div>
          {description && (
            <Radix.Description asChild>
              <div className="px-5 pt-1 text-ink-2">{description}</div>
            </Radix.Description>
          )}
          <div className="min-h-0 flex-1 overflow-y-auto px-5 pt-3 pb-2">{children}</div>
          {actions && <div className="flex flex-wrap items-center gap-2 px-5 pt-2 pb-4">{actions}</div>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
