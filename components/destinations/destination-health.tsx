import { CircleCheck, CircleDashed, CirclePause, CircleX, type LucideIcon } from "lucide-react";
import { Pill, type Tone } from "#components/ui/pill.tsx";
import type { Destination, DestinationHealth } from "#lib/destinations/schema.ts";

const marks: Record<DestinationHealth, { word: string; tone: Tone; icon: LucideIcon }> = {
  healthy: { word: "Working", tone: "ok", icon: CircleCheck },
  failing: { word: "Failing", tone: "fail", icon: CircleX },
  unknown: { word: "Not tried yet", tone: "neutral", icon: CircleDashed },
  disabled: { word: "Off", tone: "neutral", icon: CirclePause },
};

/** What is known of a destination from what was sent to it, as a word with its icon. */
export function DestinationHealthPill({ destination }: { destination: Destination }) {
  const { health, lastSuccessAt, lastFailureAt } = destination;
  const { word, tone, icon: Icon } = marks[health];
  const wasTriedBefore = health === "unknown" && (lastSuccessAt !== null || lastFailureAt !== null);
  return (
    <Pill tone={tone}>
      <Icon size={13} aria-hidden="true" />
      {wasTriedBefore ? "Not tried since it was changed" : word}
    </Pill>
  );
}
