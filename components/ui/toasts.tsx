"use client";

import { CircleAlert, CircleCheck, X } from "lucide-react";
import { Toast as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";

export interface ToastMessage {
  /** A message with the same topic takes its place. */
  topic?: string;
  title: ReactNode;
  description?: ReactNode;
  tone?: "ok" | "fail";
  /** One thing that can be done about it, often "Undo". */
  action?: { label: string; run: () => void };
}

interface ToastsProps {
  toasts: readonly (ToastMessage & { id: number })[];
  onDrop: (id: number) => void;
}

/** The messages that are shown, at the foot of the page. */
export function Toasts({ toasts, onDrop }: ToastsProps) {
  return (
    <Radix.Provider label="Message" swipeDirection="right">
      {toasts.map((toast) => (
        <Radix.Root
          key={toast.id}
          duration={toast.action ? 10_000 : 5000}
          onOpenChange={(isOpen) => !isOpen && onDrop(toast.id)}
          className="flex w-full animate-arrive items-center gap-2.5 rounded-surface border border-line bg-surface py-2 pr-2 pl-3.5 shadow-float"
        >
          {toast.tone === "fail" ? (
            <CircleAlert size={16} aria-hidden="true" className="shrink-0 text-fail" />
          ) : (
            <CircleCheck size={16} aria-hidden="true" className="shrink-0 text-ok" />
          )}
          <div className="min-w-0 flex-1 py-1">
            <Radix.Title className="font-medium">{toast.title}</Radix.Title>
            {toast.description && (
              <Radix.Description className="text-ink-2 text-small">{toast.description}</Radix.Description>
            )}
          </div>
          {toast.action && (
            <Radix.Action asChild altText={toast.action.label}>
              <Button size="small" onClick={toast.action.run}>
                {toast.action.label}
              </Button>
            </Radix.Action>
          )}
          <Radix.Close asChild>
            <Button variant="quiet" size="small" aria-label="Dismiss">
              <X size={14} aria-hidden="true" />
            </Button>
          </Radix.Close>
        </Radix.Root>
      ))}
      <Radix.Viewport className="fixed right-4 bottom-4 z-[60] flex w-[400px] max-w-[calc(100vw-32px)] list-none flex-col gap-2 outline-none max-[720px]:bottom-[72px]" />
    </Radix.Provider>
  );
}
