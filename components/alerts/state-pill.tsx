import { Pill, type Tone } from "#components/ui/pill.tsx";
import type { Alert } from "#lib/alerts/schema.ts";
import { type AlertStatus, alertStatusLabels } from "#lib/alerts/terms.ts";

const tones: Record<AlertStatus, Tone> = { OPEN: "fail", TRIAGED: "brand", RESOLVED: "ok", CLOSED: "neutral" };

/** An alert's state in a word; an open one that came back after it was resolved is "Regressed". */
export function StatePill({ alert }: { alert: Pick<Alert, "status" | "isRegressed"> }) {
  if (alert.status === "OPEN" && alert.isRegressed) return <Pill tone="warn">Regressed</Pill>;
  return <Pill tone={tones[alert.status]}>{alertStatusLabels[alert.status]}</Pill>;
}
