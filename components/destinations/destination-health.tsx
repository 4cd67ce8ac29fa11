import { CircleCheck, CircleDashed, CirclePause, CircleX, type LucideIcon } from "lucide-react";
import { Pill, type Tone } from "#components/ui/pill.tsx";
import type { DestinationHealth } from "#lib/destinations/schema.ts";

const marks: Record<DestinationHealth, { word: string; tone: Tone; icon: LucideIcon }> = {
  healthy: { word: "Delivering", tone: "ok", icon: CircleCheck },
  failing: { word: "Failing", tone: "fail", icon: CircleX },
  unknown: { word: "Nothing sent yet", tone: "neutral", icon: CircleDashed },
  disabled: { word: "Off", tone: "neutral", icon: CirclePause },
};

/** How deliveries go, as a word with its icon. */
export function DestinationHealthPill({ health }: { health: DestinationHealth }) {
  const { word, tone, icon: Icon } = marks[health];
  return (
    <Pill tone={tone}>
      <Icon size={13} aria-hidden="true" />
      {word}
    </Pill>
  );
}
