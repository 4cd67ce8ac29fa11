import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

export type Tone = "fail" | "warn" | "ok" | "brand" | "neutral";

const tones: Record<Tone, string> = {
  fail: "border-transparent bg-fail-soft text-fail-ink",
  warn: "border-transparent bg-warn-soft text-warn-ink",
  ok: "border-transparent bg-ok-soft text-ok-ink",
  brand: "border-transparent bg-brand-soft text-ink",
  neutral: "bg-sunken text-ink-2 border-line",
};

/** A state in a word, on the colour of its meaning. */
export function Pill({ tone, className, children }: { tone: Tone; className?: string; children: ReactNode }) {
  return (
    <span
      className={classNames(
        "inline-flex h-fit items-center gap-1.5 whitespace-nowrap rounded-full border px-2 font-[550] text-quiet",
        tones[tone],
        className,
      )}
    >
      {children}
    </span>
  );
}
