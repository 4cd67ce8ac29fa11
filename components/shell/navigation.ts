import { Braces, Gauge, type LucideIcon, Send, Siren, Waypoints } from "lucide-react";

export interface NavigationItem {
  href: string;
  label: string;
  /** For the bar at the foot of a phone. */
  shortLabel?: string;
  icon: LucideIcon;
  /** For the command palette. */
  keywords: readonly string[];
}

/** The pages of the console; only pages that work stand here. */
export const navigation: readonly NavigationItem[] = [
  { href: "/", label: "Overview", icon: Gauge, keywords: ["home", "start", "summary"] },
  {
    href: "/alerts",
    label: "Alerts & Errors",
    shortLabel: "Alerts",
    icon: Siren,
    keywords: ["system errors", "detection errors"],
  },
  {
    href: "/log-sources",
    label: "Log sources",
    shortLabel: "Sources",
    icon: Waypoints,
    keywords: ["onboard", "http", "ingest"],
  },
  { href: "/destinations", label: "Destinations", icon: Send, keywords: ["webhook", "notify", "deliver"] },
  { href: "/schemas", label: "Schemas", icon: Braces, keywords: ["log types", "yaml", "fields"] },
];

/** Whether `pathname` belongs to the page of `href`. */
export function isWithin(pathname: string, href: string): boolean {
  return href === "/" ? pathname === "/" : pathname === href || pathname.startsWith(`${href}/`);
}
