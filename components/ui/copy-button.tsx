"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Button, type ButtonVariant } from "./button.tsx";
import { classNames } from "./class-names.ts";
import { useToast } from "./toast.tsx";

interface CopyButtonProps {
  /** Exactly what is copied. */
  text: string;
  /** What it is, for the label: "Copy command", "Copy id". */
  what: string;
  /** Shows the words beside the icon. */
  hasLabel?: boolean;
  variant?: ButtonVariant;
  className?: string;
}

/** Copies `text` and says so. */
export function CopyButton({ text, what, hasLabel = false, variant, className }: CopyButtonProps) {
  const [isCopied, setCopied] = useState(false);
  const toast = useToast();

  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), 1600);
    } catch {
      toast({ title: `The browser did not allow copying the ${what}. Select it and copy it by hand.`, tone: "fail" });
    }
  }

  const Icon = isCopied ? Check : Copy;
  const button = (
    <Button
      variant={variant ?? (hasLabel ? "secondary" : "quiet")}
      size={hasLabel ? "medium" : "small"}
      aria-label={hasLabel ? undefined : isCopied ? "Copied" : `Copy ${what}`}
      onClick={copy}
      {...(className && hasLabel ? { className } : {})}
    >
      <Icon size={hasLabel ? 16 : 14} aria-hidden="true" />
      {hasLabel && (isCopied ? "Copied" : `Copy ${what}`)}
      <span role="status" className="sr-only">
        {isCopied && !hasLabel ? "Copied" : ""}
      </span>
    </Button>
  );
  if (hasLabel) return button;
  return (
    <span className={classNames("inline-flex", className)}>
      <span className="group/copy relative inline-flex">
        {button}
        {/* The label of the button, for eyes alone. */}
        <span
          aria-hidden="true"
          className="pointer-events-none absolute right-0 bottom-full z-50 mb-1.5 hidden whitespace-nowrap rounded-control border border-line bg-surface px-2.5 py-1.5 text-small shadow-float group-focus-within/copy:block group-hover/copy:block"
        >
          Copy {what}
        </span>
      </span>
    </span>
  );
}
