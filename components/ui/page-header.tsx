import type { ReactNode } from "react";

interface PageHeaderProps {
  title: ReactNode;
  /** Above the title: state pill and kind. */
  above?: ReactNode;
  /** One quiet line under the title. */
  below?: ReactNode;
  /** Buttons at the end; under the title at 390 px. */
  actions?: ReactNode;
}

/** The head of a page. */
export function PageHeader({ title, above, below, actions }: PageHeaderProps) {
  return (
    <header className="flex flex-wrap items-start gap-x-4 gap-y-3">
      <div className="min-w-0 flex-1 basis-72">
        {above && <div className="mb-1 flex flex-wrap items-center gap-2.5 text-ink-2 text-small">{above}</div>}
        <h1>{title}</h1>
        {below && <div className="mt-1 text-ink-2 text-small">{below}</div>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}
