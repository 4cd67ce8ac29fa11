import Link from "next/link";
import { Fragment } from "react";
import { Bell } from "./bell.tsx";
import { Mark } from "./logo.tsx";
import type { Crumb } from "./page.tsx";
import { SearchButton } from "./search-button.tsx";
import { UserMenu } from "./user-menu.tsx";

/** Where one is, the palette, the bell, the user. */
export function TopBar({ crumbs }: { crumbs: readonly Crumb[] }) {
  return (
    <header className="flex h-12 items-center gap-3 border-line border-b px-6 text-ink-2 max-[720px]:gap-1 max-[720px]:px-4">
      <Link href="/" aria-label="Telltale, start" className="mr-2 min-[720px]:hidden">
        <Mark size={20} />
      </Link>
      <nav aria-label="Breadcrumb" className="min-w-0 flex-1">
        <ol className="flex min-w-0 items-center gap-1.5 overflow-hidden whitespace-nowrap">
          {crumbs.map((crumb, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a crumb is its place
            <Fragment key={at}>
              {at > 0 && (
                <li aria-hidden="true" className="text-ink-3 max-[720px]:hidden">
                  /
                </li>
              )}
              <li
                aria-current={at === crumbs.length - 1 ? "page" : undefined}
                className={at === crumbs.length - 1 ? "min-w-0 truncate" : "max-[720px]:hidden"}
              >
                {crumb.href ? (
                  <Link href={crumb.href} className="rounded-[4px] hover:text-ink">
                    {crumb.label}
                  </Link>
                ) : (
                  crumb.label
                )}
              </li>
            </Fragment>
          ))}
        </ol>
      </nav>
      <SearchButton />
      <Bell />
      <UserMenu />
    </header>
  );
}
