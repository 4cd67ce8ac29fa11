import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { CopyButton } from "./copy-button.tsx";

interface CodeBlockProps {
  /** Exactly what is copied, and what is shown unless children are given. */
  text: string;
  /** What it is, for the copy button's label ("command", "payload"). */
  what: string;
  hasCopy?: boolean;
  className?: string;
  /** The same text with marks in it. */
  children?: ReactNode;
}

/** Text in mono that keeps its lines, wraps instead of scrolling the page, and can be copied. */
export function CodeBlock({ text, what, hasCopy = true, className, children }: CodeBlockProps) {
  return (
    <div className={classNames("relative rounded-[9px] border border-line bg-sunken", className)}>
      <pre className={classNames("whitespace-pre-wrap break-all px-3.5 py-3 leading-[1.65]", hasCopy && "pr-11")}>
        {children ?? text}
      </pre>
      {hasCopy && <CopyButton text={text} what={what} className="absolute top-1.5 right-1.5" />}
    </div>
  );
}
