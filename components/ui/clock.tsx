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
import { chosenZoneCookie, ownZoneCookie } from "./zone-cookie.ts";
import { ownZone } from "./zone-names.ts";

interface Clock {
  /** Milliseconds when the server rendered the page; what is shown until the browser takes over. */
  renderedAt: number;
  zone: string;
  setZone: (zone: string) => void;
}

const ClockContext = createContext<Clock>({ renderedAt: 0, zone: "UTC", setZone: () => {} });

const yearSeconds = 31_536_000;

/** @param maxAge in seconds; null is until the browser ends. */
function setCookie(name: string, value: string, maxAge: number | null) {
  const age = maxAge === null ? "" : `; max-age=${maxAge}`;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and Safari
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/${age}; samesite=lax`;
}

interface ClockProviderProps {
  renderedAt: number;
  /** What the server drew the page in: the chosen zone, the one this browser was in last, or UTC. */
  zone: string;
  /** Whether somebody chose it: then it stays wherever the browser is. */
  isChosen: boolean;
  children: ReactNode;
}

/** Gives every time on the page its zone: the chosen one, otherwise that of the browser as it is now. */
export function ClockProvider(props: ClockProviderProps) {
  const { isChosen } = props;
  const [zone, setState] = useState(props.zone);
  const setZone = useCallback((next: string) => {
    const isOwn = next === ownZone();
    setState(next);
    // The browser's own zone is no choice: it is followed to wherever the browser is next.
    setCookie(chosenZoneCookie, next, isOwn ? 0 : yearSeconds);
    setCookie(ownZoneCookie, ownZone(), null);
  }, []);
  useEffect(() => {
    if (isChosen) return;
    setCookie(ownZoneCookie, ownZone(), null);
    // In a transition, so that parts of the page that are not hydrated yet are hydrated first.
    startTransition(() => setState(ownZone()));
  }, [isChosen]);
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
