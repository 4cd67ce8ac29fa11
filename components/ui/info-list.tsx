import type { ReactNode } from "react";

/** Names and values of a thing, over the whole width; under each other where it is small. */
export function InfoList({ children }: { children: ReactNode }) {
  return (
    <div className="@container">
      <dl className="grid gap-x-4 gap-y-1 @min-[400px]:grid-cols-[128px_minmax(0,1fr)] @min-[400px]:gap-y-2">
        {children}
      </dl>
    </div>
  );
}

export function Info({ term, children }: { term: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3 @max-[400px]:mt-1.5">{term}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}
