import { CircleCheck, Info, type LucideIcon, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

export type BannerTone = "fail" | "warn" | "ok" | "info";

const tones: Record<BannerTone, { classes: string; icon: LucideIcon }> = {
  fail: { classes: "bg-fail-soft text-fail-ink", icon: TriangleAlert },
  warn: { classes: "bg-warn-soft text-warn-ink", icon: TriangleAlert },
  ok: { classes: "bg-ok-soft text-ok-ink", icon: CircleCheck },
  info: { classes: "bg-brand-soft text-ink-2", icon: Info },
};

interface BannerProps {
  tone: BannerTone;
  title: ReactNode;
  /** The one button or link. */
  action?: ReactNode;
  /** "alert" interrupts a screen reader: for the failure of something the user just did. */
  role?: "alert" | "status";
  className?: string;
  children?: ReactNode;
}

/** One sentence on the state of the page, with what to do. */
export function Banner({ tone, title, action, role, className, children }: BannerProps) {
  const { classes, icon: Icon } = tones[tone];
  return (
    <div
      role={role}
      className={classNames(
        "mb-[18px] flex flex-wrap items-start gap-x-3 gap-y-2 rounded-surface border border-transparent px-[15px] py-3",
        classes,
        className,
      )}
    >
      <Icon size={16} aria-hidden="true" className="mt-0.5 shrink-0" />
      <div className="min-w-0 flex-1 basis-52">
        <p className="font-semibold text-ink">{title}</p>
        {children && <div>{children}</div>}
      </div>
      {action}
    </div>
  );
}
