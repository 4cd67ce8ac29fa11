"use client";

import { RadioGroup } from "radix-ui";
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

interface OptionCardsProps {
  label: string;
  options: readonly { value: string; title: ReactNode; text?: ReactNode; disabled?: boolean }[];
  value: string;
  onChange: (value: string) => void;
  columns?: 1 | 2 | 3;
}

/** One of a few where each needs a sentence; beside each other where they have the width. Arrow keys move. */
export function OptionCards({ label, options, value, onChange, columns = 2 }: OptionCardsProps) {
  const grid = { 1: "", 2: "@min-[440px]:grid-cols-2", 3: "@min-[600px]:grid-cols-3" }[columns];
  return (
    <RadioGroup.Root aria-label={label} value={value} onValueChange={onChange} className="@container">
      <div className={classNames("grid gap-3", grid)}>
        {options.map((option) => (
          <RadioGroup.Item
            key={option.value}
            value={option.value}
            disabled={option.disabled ?? false}
            className="rounded-[10px] border border-line bg-surface px-3.5 py-3 text-left hover:border-line-strong disabled:cursor-not-allowed disabled:opacity-55 data-[state=checked]:border-brand data-[state=checked]:ring-1 data-[state=checked]:ring-brand"
          >
            <span className="block font-semibold">{option.title}</span>
            {option.text && <span className="mt-0.5 block text-ink-2 text-small">{option.text}</span>}
          </RadioGroup.Item>
        ))}
      </div>
    </RadioGroup.Root>
  );
}
