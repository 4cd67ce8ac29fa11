import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

/** A few numbers beside each other, two a line at 390 px. */
export function Totals({ children }: { children: ReactNode }) {
  return (
    <dl className="mb-[18px] grid grid-cols-2 gap-x-4 gap-y-4 min-[720px]:auto-cols-fr min-[720px]:grid-flow-col min-[720px]:grid-cols-none">
      {children}
    </dl>
  );
}

/** One number with its name; `isBad` marks one that should be 0. */
export function Total({ term, isBad = false, children }: { term: string; isBad?: boolean; children: ReactNode }) {
  return (
    <div>
      <dt className="text-ink-3 text-quiet">{term}</dt>
      <dd className={classNames("mt-0.5 font-[560] text-[20px] tracking-[-0.01em]", isBad && "text-fail-ink")}>
        {children}
      </dd>
    </div>
  );
}
