import Link from "next/link";
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { count } from "./number-format.ts";

const chipClasses =
  "inline-flex min-h-[26px] items-center gap-1.5 whitespace-nowrap rounded-full border px-[11px] py-[2.5px] text-small no-underline";
const offClasses = "border-line bg-surface text-ink-2 hover:border-line-strong hover:text-ink";
const onClasses = "border-transparent bg-brand-soft text-ink font-[550]";

/** A row of chips that wraps. */
export function ChipRow({ label, children }: { label: string; children: ReactNode }) {
  return (
    <nav aria-label={label} className="flex flex-wrap gap-2">
      {children}
    </nav>
  );
}

/** A filter that is a URL; `isOn` marks the one (or ones) in force. */
export function LinkChip(props: { href: string; isOn: boolean; count?: number | undefined; children: ReactNode }) {
  return (
    <Link
      href={props.href}
      scroll={false}
      aria-current={props.isOn ? "true" : undefined}
      className={classNames(chipClasses, props.isOn ? onClasses : offClasses)}
    >
      {props.children}
      {props.count !== undefined && <span className="font-normal text-ink-3">{count(props.count)}</span>}
    </Link>
  );
}
