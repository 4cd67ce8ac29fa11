"use client";

import {
  createContext,
  type ReactNode,
  startTransition,
  useCallback,
  useContext,
  useEffect,
  useState,
  useSyncExternalStore,
} from "react";
import { zoneCookie } from "./zone-cookie.ts";

interface Clock {
  /** Milliseconds when the server rendered the page; what is shown until the browser takes over. */
  renderedAt: number;
  zone: string;
  setZone: (zone: string) => void;
}

const ClockContext = createContext<Clock>({ renderedAt: 0, zone: "UTC", setZone: () => {} });

function remember(zone: string) {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and Safari
  document.cookie = `${zoneCookie}=${encodeURIComponent(zone)}; path=/; max-age=31536000; samesite=lax`;
}

/** Gives every time on the page its zone. `zone` is null on a first visit: the browser's zone is taken then. */
export function ClockProvider(props: { renderedAt: number; zone: string | null; children: ReactNode }) {
  const [zone, setState] = useState(props.zone ?? "UTC");
  const setZone = useCallback((next: string) => {
    setState(next);
    remember(next);
  }, []);
  useEffect(() => {
    // In a transition, so that parts of the page that are not hydrated yet are hydrated first.
    if (props.zone === null) startTransition(() => setZone(Intl.DateTimeFormat().resolvedOptions().timeZone));
  }, [props.zone, setZone]);
  return <ClockContext value={{ renderedAt: props.renderedAt, zone, setZone }}>{props.children}</ClockContext>;
}

/** The time zone that is shown, and how to change it. */
export function useZone(): Pick<Clock, "zone" | "setZone"> {
  return useContext(ClockContext);
}

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let current = 0;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    current = Date.now();
    for (const tell of listeners) tell();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

const staleMs = 1500;

function snapshot(): number {
  // Between two ticks it is the same value, as React asks; a page without a timer catches up here.
  const now = Date.now();
  if (now - current > staleMs) current = now;
  return current;
}

/** Now, to the second; what uses it is drawn again each second. */
export function useNow(): Date {
  const { renderedAt } = useContext(ClockContext);
  return new Date(useSyncExternalStore(subscribe, snapshot, () => renderedAt));
}
