"use client";

import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { classNames } from "./class-names.ts";
import { useFieldWiring } from "./field.tsx";
import { controlClasses } from "./text-input.tsx";

export interface Option {
  value: string;
  label: string;
  isDisabled?: boolean;
}

interface SelectProps extends ComponentProps<"select"> {
  options: readonly Option[];
  /** Shown while nothing is chosen; cannot be chosen itself. */
  placeholder?: string;
}

/** One of a short list, by the system's own list (thumb and keyboard work as people know them). */
export function Select({ options, placeholder, className, ...props }: SelectProps) {
  return (
    <div className={classNames("relative", className)}>
      <select {...props} {...useFieldWiring(props)} className={classNames(controlClasses, "appearance-none pr-8")}>
        {placeholder !== undefined && (
          <option value="" disabled>
            {placeholder}
          </option>
        )}
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.isDisabled}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown
        size={16}
        aria-hidden="true"
        className="-translate-y-1/2 pointer-events-none absolute top-1/2 right-2.5 text-ink-3"
      />
    </div>
  );
}
