"use client";

import { type ReactNode, useId } from "react";
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
  const name = useId();
  return (
    <div role="radiogroup" aria-label={label} className="@container">
      <div className={classNames("grid gap-3", grid)}>
        {options.map((option) => (
          <label
            key={option.value}
            className={classNames(
              "option-card relative block rounded-[10px] border border-line bg-surface px-3.5 py-3 text-left hover:border-line-strong",
              "has-[:checked]:border-brand has-[:checked]:ring-1 has-[:checked]:ring-brand has-[:disabled]:opacity-55",
              "has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-brand has-[:focus-visible]:outline-offset-2",
            )}
          >
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              disabled={option.disabled ?? false}
              onChange={() => onChange(option.value)}
              className="absolute inset-0 m-0 size-full cursor-pointer opacity-0 disabled:cursor-not-allowed"
            />
            <span className="block font-semibold">{option.title}</span>
            {option.text && <span className="mt-0.5 block text-ink-2 text-small">{option.text}</span>}
          </label>
        ))}
      </div>
    </div>
  );
}
