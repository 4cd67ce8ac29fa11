import type { ReactNode } from "react";

/** A key's name. */
export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="whitespace-nowrap rounded-[5px] border border-line-strong px-[5px] font-sans text-[11.5px] text-ink-3 leading-[1.5]">
      {children}
    </kbd>
  );
}
