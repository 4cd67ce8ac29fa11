"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useRef, useState } from "react";
import { Button } from "./button.tsx";
import { classNames } from "./class-names.ts";

export interface DialogProps {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  /** A sentence under the title; read out when the dialog opens. */
  description?: ReactNode;
  /** At the foot: the primary button first, then "Cancel". */
  actions?: ReactNode;
  width?: "narrow" | "wide";
  /** Something is typed that would be lost: a click beside the dialog does not close it, and Escape and the cross ask first. */
  isKept?: boolean;
  children?: ReactNode;
}

/** What has the focus; inside a menu, which is about to close, what opened the menu. */
function opener(): HTMLElement | null {
  const active = document.activeElement;
  const menu = active?.closest("[role=menu]")?.getAttribute("aria-labelledby");
  const found = menu ? document.getElementById(menu) : active;
  return found instanceof HTMLElement ? found : null;
}

const fields = "input:not([type=radio]), input:checked, select, textarea, [role=switch]";

const goneWithinMs = 5000;

/** What opened a dialog may go with what was done in it, once the page is read again: the focus would go with it. */
function whenGone(opener: HTMLElement, then: () => void): void {
  const observer = new MutationObserver(() => {
    if (opener.isConnected) return;
    observer.disconnect();
    if (document.activeElement === document.body) then();
  });
  observer.observe(document.body, { childList: true, subtree: true });
  setTimeout(() => observer.disconnect(), goneWithinMs);
}

/**
 * Asks for something before anything else can be done; its first field has the focus. Escape closes it and focus returns
 * to what opened it, or near it when that is gone. What was typed is not dropped without asking.
 */
export function OpenDialog(props: DialogProps) {
  const { isOpen, onClose, title, description, actions, width = "narrow", isKept = false, children } = props;
  const openedBy = useRef<HTMLElement | null>(null);
  const openedIn = useRef<Element | null>(null);
  const content = useRef<HTMLDivElement>(null);
  const [isScrolled, setScrolled] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const isAskedFirst = isKept && isAsking;
  return (
    <Radix.Root
      open={isOpen}
      onOpenChange={(open) => {
        // The second time it is an answer: go on.
        if (!open) isKept ? setAsking(!isAsking) : onClose();
      }}
    >
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-appear bg-[oklch(0.15_0.02_235/0.45)]" />
        <Radix.Content
          {...(description ? {} : { "aria-describedby": undefined })}
          onOpenAutoFocus={(event) => {
            openedBy.current = opener();
            openedIn.current = openedBy.current?.closest("section") ?? null;
            const first = content.current?.querySelector<HTMLElement>(fields);
            if (!first) return;
            event.preventDefault();
            first.focus();
          }}
          onPointerDownOutside={(event) => {
            const isOverDialogs = event.target instanceof Element && event.target.closest("[data-over-dialogs]");
            if (isKept || isOverDialogs) event.preventDefault();
          }}
          // Radix returns focus to its own trigger, and there is none.
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            const near = () =>
              openedIn.current?.querySelector<HTMLElement>("button, a[href]") ?? document.getElementById("content");
            if (!openedBy.current?.isConnected) return near()?.focus();
            openedBy.current.focus();
            whenGone(openedBy.current, () => near()?.focus());
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
          <div
            ref={content}
            onScroll={(event) => setScrolled(event.currentTarget.scrollTop > 0)}
            className={classNames(
              "mt-1 min-h-0 flex-1 overflow-y-auto border-t px-5 pt-2 pb-2",
              isScrolled ? "border-line" : "border-transparent",
            )}
          >
            {children}
          </div>
          {isAskedFirst && <DropTyped onDrop={onClose} onKeep={() => setAsking(false)} />}
          {actions && (
            <div className={classNames("flex flex-wrap items-center gap-2 px-5 pt-2 pb-4", isAskedFirst && "hidden")}>
              {actions}
            </div>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function DropTyped({ onDrop, onKeep }: { onDrop: () => void; onKeep: () => void }) {
  return (
    <div role="alert" className="flex flex-wrap items-center gap-2 px-5 pt-2 pb-4">
      <p className="mr-auto">What was changed here is not saved.</p>
      <Button ref={focusOnce} onClick={onKeep}>
        Go on
      </Button>
      <Button variant="danger" onClick={onDrop}>
        Drop it
      </Button>
    </div>
  );
}

const focusOnce = (button: HTMLButtonElement | null) => button?.focus();
