"use client";

import type { ComponentProps } from "react";
import { classNames } from "./class-names.ts";
import { useFieldWiring } from "./field.tsx";
import { controlClasses } from "./text-input.tsx";

/** Several lines of text that grow with what is typed. */
export function Textarea({ isMono, className, ...props }: ComponentProps<"textarea"> & { isMono?: boolean }) {
  return (
    <textarea
      rows={3}
      {...props}
      {...useFieldWiring(props)}
      className={classNames(
        controlClasses,
        "field-sizing-content max-h-[60vh] resize-y leading-normal",
        isMono && "font-mono text-quiet",
        className,
      )}
    />
  );
}
