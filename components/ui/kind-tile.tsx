import type { ReactNode } from "react";
import { Link } from "./link.tsx";

interface KindTileProps {
  href: string;
  icon: ReactNode;
  title: ReactNode;
  children: ReactNode;
}

/** One of the kinds a thing can be made of; a link to its form. Stands in a list. */
export function KindTile({ href, icon, title, children }: KindTileProps) {
  return (
    <li className="relative flex gap-3.5 rounded-surface border border-line bg-surface px-4 py-3.5 hover:border-line-strong">
      <span className="mt-0.5 shrink-0 text-brand">{icon}</span>
      <div className="min-w-0">
        <Link
          href={href}
          className="font-semibold text-section no-underline after:absolute after:inset-0 after:rounded-surface after:content-[''] focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-brand focus-visible:after:outline-offset-2"
        >
          {title}
        </Link>
        <p className="mt-0.5 text-ink-2 text-small">{children}</p>
      </div>
    </li>
  );
}
