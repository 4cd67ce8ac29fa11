"use client";

import { Check, Minus } from "lucide-react";
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

/** A box of 16 px with a touch area of 28: the browser's own, laid over what is drawn. */
export function Checkbox({ checked, onChange, className, ...props }: CheckboxProps) {
  const isMixed = checked === "indeterminate";
  const Mark = isMixed ? Minus : Check;
  return (
    <span
      className={classNames(
        "relative flex size-4 shrink-0 items-center justify-center rounded-[4px] border text-brand-ink",
        "has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-brand has-[:focus-visible]:outline-offset-2",
        checked ? "border-brand bg-brand" : "border-line-strong bg-surface",
        "has-[:disabled]:opacity-50",
        className,
      )}
    >
      <input
        {...props}
        type="checkbox"
        // The browser takes it off with each click.
        ref={(input) => {
          if (input) input.indeterminate = isMixed;
        }}
        checked={checked === true}
        onChange={(event) => onChange(event.target.checked)}
        className="-top-[7px] -left-[7px] absolute m-0 size-7 cursor-pointer opacity-0 disabled:cursor-not-allowed"
      />
      {checked && <Mark size={12} strokeWidth={3} aria-hidden="true" className="pointer-events-none" />}
    </span>
  );
}
