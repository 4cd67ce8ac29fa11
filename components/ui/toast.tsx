"use client";

import { CircleAlert, CircleCheck, X } from "lucide-react";
import { Toast as Radix } from "radix-ui";
import { createContext, type ReactNode, useCallback, useContext, useState } from "react";
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

type ShowToast = (toast: ToastMessage) => void;

const ToastContext = createContext<ShowToast>(() => {});

/** A function that shows a message at the foot of the page. One with an action stays for 10 s, others for 5. */
export function useToast(): ShowToast {
  return useContext(ToastContext);
}

let lastId = 0;

/** Holds the messages; stands once, in the root layout. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<(ToastMessage & { id: number })[]>([]);
  const show = useCallback<ShowToast>((toast) => {
    lastId += 1;
    const id = lastId;
    setToasts((before) => {
      const others = before.filter((other) => toast.topic === undefined || other.topic !== toast.topic);
      return [...others.slice(-2), { ...toast, id }];
    });
  }, []);
  const drop = (id: number) => setToasts((before) => before.filter((toast) => toast.id !== id));
  return (
    <ToastContext value={show}>
      <Radix.Provider label="Message" swipeDirection="right">
        {children}
        {toasts.map((toast) => (
          <Radix.Root
            key={toast.id}
            duration={toast.action ? 10_000 : 5000}
            onOpenChange={(isOpen) => !isOpen && drop(toast.id)}
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
    </ToastContext>
  );
}
