"use client";

import { createContext, type ReactNode, Suspense, useCallback, useContext, useEffect, useState } from "react";
import { lazily } from "./lazily.ts";
import type { ToastMessage } from "./toasts.tsx";

type ShowToast = (toast: ToastMessage) => void;

const load = () => import("./toasts.tsx");
const Toasts = lazily(() => load().then((file) => file.Toasts));

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
  // With the first sign of a hand: what a message has to say may be that the server is away.
  useEffect(() => {
    const prepare = () => void load().catch(() => {});
    const signs = ["pointerdown", "keydown"] as const;
    for (const sign of signs) window.addEventListener(sign, prepare, { once: true });
    return () => {
      for (const sign of signs) window.removeEventListener(sign, prepare);
    };
  }, []);
  const drop = (id: number) => setToasts((before) => before.filter((toast) => toast.id !== id));
  return (
    <ToastContext value={show}>
      {children}
      {toasts.length > 0 && (
        <Suspense>
          <Toasts toasts={toasts} onDrop={drop} />
        </Suspense>
      )}
    </ToastContext>
  );
}
