import { Siren } from "lucide-react";
import { kindViewOf } from "#components/system-errors/registry.tsx";
import { classNames } from "#components/ui/class-names.ts";
import type { Alert } from "#lib/alerts/schema.ts";
import { alertStatusLabels } from "#lib/alerts/terms.ts";

/** The kind of an alert in words. */
export function kindLabel(type: string | undefined): string {
  return kindViewOf(type)?.label ?? "Alert";
}

/** The icon of an alert's kind in the colour of its state; the state itself stands beside it as a word. */
export function KindIcon({
  alert,
  size = 16,
}: {
  alert: Pick<Alert, "status" | "isRegressed" | "systemError">;
  size?: number;
}) {
  const Icon = kindViewOf(alert.systemError?.type)?.icon ?? Siren;
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
