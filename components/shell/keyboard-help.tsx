"use client";

import { createContext, type ReactNode, Suspense, useContext, useState } from "react";
import { lazily } from "#components/ui/lazily.ts";
import { useHotkeys } from "./hotkeys.tsx";
import { useZoneToggle } from "./preferences.tsx";

const KeyboardHelp = lazily(() => import("./keyboard-help-dialog.tsx").then((file) => file.KeyboardHelpDialog));

const ShowContext = createContext<() => void>(() => {});

/** Opens the list of keys. */
export function useKeyboardHelp(): () => void {
  return useContext(ShowContext);
}

/** Holds the list of keys, and the keys that work on every page. */
export function KeyboardHelpProvider({ children }: { children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  const toggleZone = useZoneToggle();
  useHotkeys({ "?": () => setOpen(true), u: toggleZone });
  return (
    <ShowContext value={() => setOpen(true)}>
      {children}
      <Suspense>{isOpen && <KeyboardHelp onClose={() => setOpen(false)} />}</Suspense>
    </ShowContext>
  );
}
