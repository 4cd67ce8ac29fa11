import { CircleCheck, CircleDashed, CirclePause, CircleSlash, CircleX, type LucideIcon } from "lucide-react";
import { Pill, type Tone } from "#components/ui/pill.tsx";
import type { DotTone } from "#components/ui/tabs.tsx";
import type { HealthReason, HealthReasonKind, SourceHealth } from "#lib/health-checks/schema.ts";
import type { LogSourceSummary } from "#lib/log-sources/schema.ts";

interface HealthMark {
  word: string;
  tone: Tone;
  icon: LucideIcon;
}

/** How a source's state is said. What is not known is never shown as healthy. */
function healthMark({ health, isPaused }: Pick<LogSourceSummary, "health" | "isPaused">): HealthMark {
  if (health.status === "failing") return { word: "Unhealthy", tone: "fail", icon: CircleX };
  if (isPaused) return { word: "Paused", tone: "neutral", icon: CirclePause };
  if (health.status === "healthy") return { word: "Healthy", tone: "ok", icon: CircleCheck };
  const has = (kind: HealthReasonKind) => health.reasons.some((reason) => reason.kind === kind);
  if (has("silent")) return { word: "Silent", tone: "neutral", icon: CircleSlash };
  return { word: has("never-received") ? "No data yet" : "Not known", tone: "neutral", icon: CircleDashed };
}

/** The state of a source as a word with its icon. */
export function HealthPill({ source }: { source: Pick<LogSourceSummary, "health" | "isPaused"> }) {
  const { word, tone, icon: Icon } = healthMark(source);
  return (
    <Pill tone={tone}>
      <Icon size={13} aria-hidden="true" />
      {word}
    </Pill>
  );
}

/** The reason to show in one line; null when there is nothing to tell. */
export function leadingReason(health: SourceHealth): HealthReason | null {
  return health.reasons.find((reason) => reason.isFailing) ?? health.reasons[0] ?? null;
}

/** The dot beside the Health tab; undefined when all is well. */
export function healthDot(source: Pick<LogSourceSummary, "health" | "isPaused">): DotTone | undefined {
  if (source.health.status === "failing") return "fail";
  return source.health.status === "unknown" && !source.isPaused ? "unknown" : undefined;
}
