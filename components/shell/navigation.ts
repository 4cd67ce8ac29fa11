import { Braces, Gauge, type LucideIcon, Send, Siren, Waypoints } from "lucide-react";
import type { Permission } from "#lib/auth/schema.ts";

export interface NavigationItem {
  href: string;
  label: string;
  /** For the bar at the foot of a phone. */
  shortLabel?: string;
  icon: LucideIcon;
  /** For the command palette. */
  keywords: readonly string[];
  /** Without it the page shows nothing but that it is missing. */
  needs?: Permission;
}

/** The pages of the console; only pages that work stand here. */
export const navigation: readonly NavigationItem[] = [
  { href: "/", label: "Overview", icon: Gauge, keywords: ["home", "start", "summary"] },
  {
    href: "/alerts",
    label: "Alerts & Errors",
    shortLabel: "Alerts",
    icon: Siren,
    needs: "AlertRead",
    keywords: ["system errors", "detection errors"],
  },
  {
    href: "/log-sources",
    label: "Log sources",
    shortLabel: "Sources",
    icon: Waypoints,
    needs: "LogSourceRead",
    keywords: ["onboard", "http", "ingest"],
  },
  {
    href: "/destinations",
    label: "Destinations",
    icon: Send,
    needs: "DestinationRead",
    keywords: ["webhook", "notify", "deliver"],
  },
  {
    href: "/schemas",
    label: "Schemas",
    icon: Braces,
    needs: "LogSourceRead",
    keywords: ["log types", "yaml", "fields"],
  },
];

/** Whether `pathname` belongs to the page of `href`. */
export function isWithin(pathname: string, href: string): boolean {
  return href === "/" ? pathname === "/" : pathname === href || pathname.startsWith(`${href}/`);
}
