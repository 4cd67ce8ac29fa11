import type { ReactNode } from "react";
import { ContentFocus } from "./content-focus.tsx";
import { Live } from "./live.tsx";
import { ProductHealth } from "./product-health.tsx";
import { type Crumb, TopBar } from "./top-bar.tsx";

interface PageProps {
  crumbs: readonly Crumb[];
  /** Seconds after which its data is read again; once a minute unless something else is needed. */
  every?: number;
  children: ReactNode;
}

/** A page of the console: the top bar with where one is, and the content under it, kept true. */
export function Page({ crumbs, every = 60, children }: PageProps) {
  return (
    <div className="min-w-0">
      <TopBar crumbs={crumbs} />
      <main id="content" tabIndex={-1} className="page outline-none">
        <ProductHealth />
        {children}
      </main>
      <ContentFocus />
      <Live every={every} />
    </div>
  );
}
