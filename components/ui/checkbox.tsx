"use client";

import { Check, Minus } from "lucide-react";
import { Checkbox as Radix } from "radix-ui";
import { classNames } from "./class-names.ts";

interface CheckboxProps {
  checked: boolean | "indeterminate";
  onChange: (checked: boolean) => void;
  /** Needed where no <label> names it. */
  "aria-label"?: string;
  id?: string;
  name?: string;
  value?: string;
  disabled?: boolean;
  className?: string;
}

/** A box of 16 px with a touch area of 28. */
export function Checkbox({ checked, onChange, className, ...props }: CheckboxProps) {
  return (
    <Radix.Root
      {...props}
      checked={checked}
      onCheckedChange={(next) => onChange(next === true)}
      className={classNames(
        "relative flex size-4 shrink-0 items-center justify-center rounded-[4px] border border-line-strong bg-surface text-brand-ink",
        "before:-inset-1.5 before:absolute before:content-['']",
        "data-[state=checked]:border-brand data-[state=checked]:bg-brand data-[state=indeterminate]:border-brand data-[state=indeterminate]:bg-brand",
        "disabled:cursor-not-allowed disabled:opacity-50",
        className,
      )}
    >
      <Radix.Indicator>
        {checked === "indeterminate" ? (
          <Minus size={12} strokeWidth={3} aria-hidden="true" />
        ) : (
          <Check size={12} strokeWidth={3} aria-hidden="true" />
        )}
      </Radix.Indicator>
    </Radix.Root>
  );
}
