import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import type { Alert } from "#lib/alerts/schema.ts";

/** How one kind of system error looks and reads in lists, in one file of `kinds/`; its own page is a `KindPage`. */
export interface KindView<Facts extends object> {
  /** The same everywhere. */
  icon: LucideIcon;
  label: string;
  /** For the chips of the list. */
  shortLabel: string;
  /** What its events are called; null where one report is the whole of it and a count says nothing. */
  events: { one: string; many: string } | null;
  /** One sentence that names the cause and the scale, for lists. */
  Cause(props: { facts: Facts; alert: Pick<Alert, "keptLines"> }): ReactNode;
  /** The same for errors of one cause, whatever their subjects; left out or null where causes are not compared. */
  causeKey?(facts: Facts): string | null;
}
