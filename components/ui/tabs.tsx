import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { Link } from "./link.tsx";
import { count } from "./number-format.ts";

export interface Tab {
  href: string;
  label: ReactNode;
  isCurrent: boolean;
  count?: number | undefined;
}

/** Tabs that are links: each is a URL. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  return (
    <nav
      aria-label={label}
      className="mt-3.5 flex gap-[22px] overflow-x-auto border-line border-b [scrollbar-width:none]"
    >
      {tabs.map((tab) => (
        <Link
          key={tab.href}
          href={tab.href}
          aria-current={tab.isCurrent ? "page" : undefined}
          className={classNames(
            "whitespace-nowrap border-b-2 pt-2 pb-2.5 font-medium no-underline -outline-offset-2",
            tab.isCurrent ? "border-brand text-ink" : "border-transparent text-ink-2 hover:text-ink",
          )}
        >
          {tab.label}
          {tab.count !== undefined && <span className="ml-[5px] font-normal text-ink-3">{count(tab.count)}</span>}
        </Link>
      ))}
    </nav>
  );
}

interface SideTabbedProps {
  label: string;
  tabs: readonly (Tab & { dot?: DotTone | undefined })[];
  /** The content of the current tab. */
  children: ReactNode;
}

/** A detail page with its second navigation: a column beside the content above 1020 px, a row of tabs above it below. */
export function SideTabbed({ label, tabs, children }: SideTabbedProps) {
  return (
    <div className="mt-[18px] grid gap-x-7 gap-y-4 min-[1020px]:grid-cols-[180px_minmax(0,1fr)]">
      <SideTabs label={label} tabs={tabs} />
      <div className="min-w-0">{children}</div>
    </div>
  );
}

function SideTabs({ label, tabs }: Omit<SideTabbedProps, "children">) {
  return (
    <nav
      aria-label={label}
      className="flex gap-1 max-[1019px]:overflow-x-auto max-[1019px]:border-line max-[1019px]:border-b max-[1019px]:pb-2 min-[1020px]:flex-col min-[1020px]:gap-0.5"
    >
      {tabs.map((tab) => (
        <Link
          key={tab.href}
          href={tab.href}
          aria-current={tab.isCurrent ? "page" : undefined}
          className={classNames(
            "flex items-center gap-2.5 whitespace-nowrap rounded-[7px] px-2.5 py-1.5 font-medium no-underline -outline-offset-2",
            tab.isCurrent ? "bg-sunken text-ink" : "text-ink-2 hover:text-ink",
          )}
        >
          {tab.label}
          {tab.count !== undefined && <span className="font-normal text-ink-3">{count(tab.count)}</span>}
          {tab.dot && <Dot tone={tab.dot} label={dotWords[tab.dot]} className="ml-auto" />}
        </Link>
      ))}
    </nav>
  );
}

export type DotTone = "fail" | "warn" | "ok" | "unknown";

const dotWords: Record<DotTone, string> = { fail: "failing", warn: "degraded", ok: "healthy", unknown: "not known" };
const dotColours: Record<DotTone, string> = {
  fail: "bg-fail",
  warn: "bg-warn",
  ok: "bg-ok",
  unknown: "border border-ink-3",
};

/** A dot of 7 px. Never alone: `label` is for those who cannot see it; pass "" where a word stands beside it. */
export function Dot({ tone, label, className }: { tone: DotTone; label: string; className?: string }) {
  return (
    <span className={classNames("inline-flex shrink-0 items-center", className)}>
      <span aria-hidden="true" className={classNames("mark size-[7px] rounded-full", dotColours[tone])} />
      {label && <span className="sr-only">{label}</span>}
    </span>
  );
}
