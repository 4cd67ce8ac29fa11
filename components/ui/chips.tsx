import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { Link } from "./link.tsx";
import { count } from "./number-format.ts";

const chipClasses =
  "inline-flex min-h-[26px] items-center gap-1.5 whitespace-nowrap rounded-full border px-[11px] py-[2.5px] text-small no-underline";
const offClasses = "border-line bg-surface text-ink-2 hover:border-line-strong hover:text-ink";
const onClasses = "border-transparent bg-brand-soft text-ink font-[550]";

/** A row of chips that wraps; on a phone one line that scrolls, so that the list under it begins on the first screen. */
export function ChipRow({ label, children }: { label: string; children: ReactNode }) {
  return (
    <nav
      aria-label={label}
      className="flex flex-wrap gap-2 max-[720px]:-mx-4 max-[720px]:w-[calc(100%+32px)] max-[720px]:flex-nowrap max-[720px]:overflow-x-auto max-[720px]:px-4 max-[720px]:py-0.5 max-[720px]:[scrollbar-width:none]"
    >
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
