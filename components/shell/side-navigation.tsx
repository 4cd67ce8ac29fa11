"use client";

import { usePathname } from "next/navigation";
import { classNames } from "#components/ui/class-names.ts";
import { Link } from "#components/ui/link.tsx";
import { count, plural } from "#components/ui/number-format.ts";
import { Logo } from "./logo.tsx";
import { isWithin, type NavigationItem, navigation } from "./navigation.ts";
import { useOpenAlerts } from "./open-alerts.tsx";

function OpenCount({ item }: { item: NavigationItem }) {
  const open = useOpenAlerts();
  if (item.href !== "/alerts" || open === 0) return null;
  return (
    <span className="ml-auto rounded-full border border-transparent bg-fail-soft px-1.5 font-semibold text-[12px] text-fail-ink">
      <span aria-hidden="true">{count(open)}</span>
      <span className="sr-only">, {plural(open, "open System Error")}</span>
    </span>
  );
}

/** The pages, in a column at the left above 720 px. */
export function SideNavigation() {
  const pathname = usePathname();
  return (
    <nav
      aria-label="Main"
      className="sticky top-0 flex h-dvh flex-col gap-0.5 border-line border-r bg-sunken px-2.5 py-3.5 max-[720px]:hidden"
    >
      <Link href="/" aria-label="Telltale, start" className="px-2 pt-1 pb-4">
        <Logo />
      </Link>
      {navigation.map((item) => {
        const isCurrent = isWithin(pathname, item.href);
        return (
          <Link
            key={item.href}
            href={item.href}
            aria-current={isCurrent ? "page" : undefined}
            className={classNames(
              "flex items-center gap-2.5 rounded-[7px] border px-[7px] py-[5px] font-medium",
              isCurrent ? "border-line bg-surface text-ink" : "border-transparent text-ink-2 hover:text-ink",
            )}
          >
            <item.icon size={16} aria-hidden="true" />
            {item.label}
            <OpenCount item={item} />
          </Link>
        );
      })}
    </nav>
  );
}

/** The pages, in a bar at the foot below 720 px, where a thumb reaches them. */
export function BottomNavigation() {
  const pathname = usePathname();
  const open = useOpenAlerts();
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-20 grid auto-cols-fr grid-flow-col border-line border-t bg-sunken pb-[env(safe-area-inset-bottom)] min-[720px]:hidden"
    >
      {navigation.map((item) => {
        const isCurrent = isWithin(pathname, item.href);
        return (
          <Link
            key={item.href}
            href={item.href}
            aria-current={isCurrent ? "page" : undefined}
            className={classNames(
              "flex min-h-14 flex-col items-center justify-center gap-1 text-[11.5px] -outline-offset-2",
              isCurrent ? "font-semibold text-ink" : "text-ink-2",
            )}
          >
            <span className="relative">
              <item.icon size={20} aria-hidden="true" strokeWidth={isCurrent ? 2.2 : 1.8} />
              {item.href === "/alerts" && open > 0 && (
                <span className="-top-1.5 absolute left-3 rounded-full bg-fail-soft px-1.5 font-semibold text-[11px] text-fail-ink leading-4">
                  <span aria-hidden="true">{open > 99 ? "99+" : open}</span>
                  <span className="sr-only">, {plural(open, "open System Error")}, </span>
                </span>
              )}
            </span>
            {item.shortLabel ?? item.label}
          </Link>
        );
      })}
    </nav>
  );
}
