import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

interface CardProps {
  title?: ReactNode;
  /** Quiet words behind the title ("2 causes in 430 lines"). */
  note?: ReactNode;
  /** At the end of the title's line: one link or button. */
  action?: ReactNode;
  /** No padding around the content (lists, tables to the edge). */
  isFlush?: boolean;
  className?: string;
  id?: string;
  children: ReactNode;
}

/** A surface for things that are acted on as one. */
export function Card({ title, note, action, isFlush = false, className, id, children }: CardProps) {
  return (
    <section
      id={id}
      className={classNames("mb-[18px] min-w-0 rounded-surface border border-line bg-surface", className)}
    >
      {title && (
        <header className="flex flex-wrap items-baseline gap-x-2.5 gap-y-1 px-[18px] pt-[13px]">
          <h2>{title}</h2>
          {note && <span className="text-ink-2 text-small">{note}</span>}
          {action && <div className="ml-auto">{action}</div>}
        </header>
      )}
      <div className={isFlush ? (title ? "pt-3" : undefined) : "px-[18px] pt-2.5 pb-4"}>{children}</div>
    </section>
  );
}
