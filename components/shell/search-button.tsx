"use client";

import { Search } from "lucide-react";
import { Kbd } from "#components/ui/kbd.tsx";
import { useCommands } from "./commands.tsx";
import { preparePalette } from "./palette-slot.tsx";

/** Opens the command palette. */
export function SearchButton() {
  const { setOpen } = useCommands();
  return (
    <button
      type="button"
      onClick={() => setOpen(true)}
      onPointerEnter={preparePalette}
      onFocus={preparePalette}
      className="flex min-h-8 items-center gap-2 rounded-control text-ink-3 hover:text-ink-2 max-[720px]:size-9 max-[720px]:justify-center min-[720px]:w-[216px] min-[960px]:w-[280px] min-[720px]:border min-[720px]:border-line min-[720px]:bg-surface min-[720px]:px-2.5"
    >
      <Search size={16} aria-hidden="true" />
      <span className="flex-1 text-left max-[720px]:sr-only">Search or jump to</span>
      <span className="max-[720px]:hidden">
        <Kbd>Ctrl K</Kbd>
      </span>
    </button>
  );
}
