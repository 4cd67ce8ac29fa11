import type { ReactNode } from "react";
import { ContentFocus } from "./content-focus.tsx";
import { type Crumb, TopBar } from "./top-bar.tsx";

/** A page of the console: the top bar with where one is, and the content under it. */
export function Page({ crumbs, children }: { crumbs: readonly Crumb[]; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <TopBar crumbs={crumbs} />
      <main id="content" tabIndex={-1} className="page outline-none">
        {children}
      </main>
      <ContentFocus />
    </div>
  );
}
