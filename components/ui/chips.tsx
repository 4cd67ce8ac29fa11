"use client";

import Link from "next/link";
import { RadioGroup } from "radix-ui";
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

interface ToggleChipProps {
  isOn: boolean;
  onChange: (isOn: boolean) => void;
  count?: number;
  children: ReactNode;
}

/** A filter that is on or off, at once. */
export function ToggleChip({ isOn, onChange, count: found, children }: ToggleChipProps) {
  return (
    <button
      type="button"
      aria-pressed={isOn}
      onClick={() => onChange(!isOn)}
      className={classNames(chipClasses, isOn ? onClasses : offClasses)}
    >
      {children}
      {found !== undefined && <span className="font-normal text-ink-3">{count(found)}</span>}
    </button>
  );
}

interface SegmentedChipsProps {
  label: string;
  options: readonly { value: string; label: string; count?: number }[];
  value: string;
  onChange: (value: string) => void;
}

/** One of a few, at once (a chart's range). Arrow keys move. */
export function SegmentedChips({ label, options, value, onChange }: SegmentedChipsProps) {
  return (
    <RadioGroup.Root aria-label={label} value={value} onValueChange={onChange} className="flex flex-wrap gap-2">
      {options.map((option) => (
        <RadioGroup.Item
          key={option.value}
          value={option.value}
          className={classNames(chipClasses, option.value === value ? onClasses : offClasses)}
        >
          {option.label}
          {option.count !== undefined && <span className="font-normal text-ink-3">{count(option.count)}</span>}
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
