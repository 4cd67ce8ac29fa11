"use client";

import { Suspense, useEffect, useState } from "react";
import { lazily } from "#components/ui/lazily.ts";
import { useCommands } from "./commands.tsx";

const load = () => import("./command-palette.tsx").then((module) => module.CommandPalette);
const CommandPalette = lazily(load);

/** Fetches the palette's code before it is asked for. */
export const preparePalette = () => void load().catch(() => {});

/** Ctrl/Cmd K opens the command palette, whose code comes when it is about to be needed. */
export function PaletteSlot() {
  const { isOpen, setOpen } = useCommands();
  const [typed, setTyped] = useState("");

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.key === "Control" || event.key === "Meta") preparePalette();
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      setOpen(!isOpen);
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [isOpen, setOpen]);

  if (!isOpen) return null;
  return (
    <Suspense fallback={<Waiting typed={typed} onType={setTyped} onClose={() => setOpen(false)} />}>
      <CommandPalette typed={typed} onType={setTyped} />
    </Suspense>
  );
}

/** Takes what is typed before the palette is there, so that no letter of it is a key of the page. */
function Waiting(props: { typed: string; onType: (text: string) => void; onClose: () => void }) {
  return (
    <div role="dialog" aria-modal="true" aria-label="Search or jump to" className="fixed inset-0 z-40">
      <input
        // biome-ignore lint/a11y/noAutofocus: it stands for the palette's own field, which has the focus
        autoFocus
        aria-label="Search or jump to"
        value={props.typed}
        onChange={(event) => props.onType(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && props.onClose()}
        className="sr-only"
      />
    </div>
  );
}
