"use client";

import type { ComponentProps, ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { useFieldWiring } from "./field.tsx";

/** The frame that text inputs, selects and tag inputs share. */
export const controlClasses =
  "w-full min-h-9 rounded-control border border-line-strong bg-surface px-[11px] py-[6px] text-ink " +
  "disabled:cursor-not-allowed disabled:bg-sunken disabled:text-ink-3 aria-invalid:border-fail max-[720px]:text-base";

interface TextInputProps extends ComponentProps<"input"> {
  /** In IBM Plex Mono: for URLs, header names, ids. */
  isMono?: boolean;
  /** Stands inside the frame at the end (a unit, a show-password button). */
  suffix?: ReactNode;
}

/** A line of text; inside a <Field> it is wired to label, help and error. */
export function TextInput({ isMono, suffix, className, ...props }: TextInputProps) {
  const wiring = useFieldWiring(props);
  const input = (
    <input
      {...props}
      {...wiring}
      className={classNames(controlClasses, isMono && "font-mono text-quiet", suffix ? "pr-20" : undefined, className)}
    />
  );
  if (!suffix) return input;
  return (
    <div className="relative">
      {input}
      <div className="absolute inset-y-0 right-1.5 flex items-center gap-1 text-ink-3">{suffix}</div>
    </div>
  );
}
