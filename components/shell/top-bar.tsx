import { ChevronLeft } from "lucide-react";
import { Fragment, type ReactNode } from "react";
import { classNames } from "#components/ui/class-names.ts";
import { Link } from "#components/ui/link.tsx";
import { Bell } from "./bell.tsx";
import { Mark } from "./logo.tsx";
import { SearchButton } from "./search-button.tsx";
import { UserMenu } from "./user-menu.tsx";

export interface Crumb {
  label: ReactNode;
  /** Absent for the page itself. */
  href?: string;
}

/** Where one is, the palette, the bell, the user. */
export function TopBar({ crumbs }: { crumbs: readonly Crumb[] }) {
  const back = crumbs.slice(0, -1).findLast((crumb) => crumb.href);
  return (
    <header className="flex h-12 items-center gap-3 border-line border-b px-6 text-ink-2 max-[720px]:gap-1 max-[720px]:px-4">
      {back?.href ? (
        <Link href={back.href} className="flex min-h-9 min-w-0 flex-1 items-center gap-1 min-[720px]:hidden">
          <ChevronLeft size={18} aria-hidden="true" className="-ml-1 shrink-0" />
          <span className="sr-only">Back to </span>
          <span className="truncate">{back.label}</span>
        </Link>
      ) : (
        <Link href="/" aria-label="Telltale, start" className="mr-2 min-[720px]:hidden">
          <Mark size={20} />
        </Link>
      )}
      <nav aria-label="Breadcrumb" className={classNames("min-w-0 flex-1", back && "max-[720px]:hidden")}>
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
