import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

/** A few numbers beside each other, two a line where there is not the width for all. */
export function Totals({ children }: { children: ReactNode }) {
  return (
    <div className="@container mb-[18px]">
      <dl className="grid grid-cols-2 gap-x-4 gap-y-4 @min-[560px]:auto-cols-fr @min-[560px]:grid-flow-col @min-[560px]:grid-cols-none">
        {children}
      </dl>
    </div>
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
