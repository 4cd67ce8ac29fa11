import type { ReactNode } from "react";

/** Names and values of a thing, over the whole width; under each other at 390 px. */
export function InfoList({ children }: { children: ReactNode }) {
  return (
    <dl className="grid gap-x-4 gap-y-1 min-[720px]:grid-cols-[128px_minmax(0,1fr)] min-[720px]:gap-y-2">{children}</dl>
  );
}

export function Info({ term, children }: { term: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3 max-[719px]:mt-1.5">{term}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}
