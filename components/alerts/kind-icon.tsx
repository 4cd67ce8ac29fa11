import { Braces, type LucideIcon, Send, Siren, Unplug } from "lucide-react";
import { classNames } from "#components/ui/class-names.ts";
import { type Alert, alertStatusLabels } from "#lib/alerts/schema.ts";
import { isSystemErrorType, type SystemErrorType, systemErrorLabels } from "#lib/system-errors/schema.ts";

/** One icon a kind, the same everywhere. */
export const kindIcons: Record<SystemErrorType, LucideIcon> = {
  SOURCE_CLASSIFICATION_FAILURES: Braces,
  SOURCE_NO_DATA: Unplug,
  ALERT_DELIVERY: Send,
};

/** Short words for the chips of the list. */
export const kindChipLabels: Record<SystemErrorType, string> = {
  SOURCE_CLASSIFICATION_FAILURES: "Classification",
  SOURCE_NO_DATA: "Drop-off",
  ALERT_DELIVERY: "Delivery",
};

/** The kind of an alert in words. */
export function kindLabel(type: string | undefined): string {
  return type !== undefined && isSystemErrorType(type) ? systemErrorLabels[type] : "Alert";
}

export function kindIconOf(type: string | undefined): LucideIcon {
  return type !== undefined && isSystemErrorType(type) ? kindIcons[type] : Siren;
}

/** The icon of an alert's kind in the colour of its state; the state itself stands beside it as a word. */
export function KindIcon({
  alert,
  size = 16,
}: {
  alert: Pick<Alert, "status" | "isRegressed" | "systemError">;
  size?: number;
}) {
  const Icon = kindIconOf(alert.systemError?.type);
  const colour =
    alert.status === "RESOLVED"
      ? "text-ok"
      : alert.status === "CLOSED"
        ? "text-ink-3"
        : alert.isRegressed
          ? "text-warn"
          : "text-fail";
  return (
    <Icon
      size={size}
      role="img"
      aria-label={`${kindLabel(alert.systemError?.type)}, ${alertStatusLabels[alert.status].toLowerCase()}`}
      className={classNames("shrink-0", colour)}
    />
  );
}
