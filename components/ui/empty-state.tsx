import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

interface EmptyStateProps {
  icon: LucideIcon;
  /** What would stand here, or that all is well. */
  title: ReactNode;
  /** Why it is worth having. */
  children?: ReactNode;
  /** The one button that begins it. */
  action?: ReactNode;
  tone?: "quiet" | "ok";
}

/** What stands where a list has nothing to show. */
export function EmptyState({ icon: Icon, title, children, action, tone = "quiet" }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center rounded-surface border border-line-strong border-dashed px-6 py-14 text-center">
      <Icon size={24} strokeWidth={1.5} aria-hidden="true" className={tone === "ok" ? "text-ok" : "text-ink-3"} />
      <p className="mt-3 font-semibold text-section">{title}</p>
      {children && <div className="mt-1 max-w-[52ch] text-ink-2">{children}</div>}
      {action && <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
