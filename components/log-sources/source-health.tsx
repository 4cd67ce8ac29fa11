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

/** How a source's state is said: that it is paused stands beside what fails. What is not known is never shown as healthy. */
export function healthMarks({ health, isPaused }: Pick<LogSourceSummary, "health" | "isPaused">): HealthMark[] {
  const failing: HealthMark = { word: "Unhealthy", tone: "fail", icon: CircleX };
  const paused: HealthMark = { word: "Paused", tone: "neutral", icon: CirclePause };
  if (isPaused) return health.status === "failing" ? [paused, failing] : [paused];
  return [health.status === "failing" ? failing : markOf(health)];
}

function markOf(health: SourceHealth): HealthMark {
  if (health.status === "healthy") return { word: "Healthy", tone: "ok", icon: CircleCheck };
  const has = (kind: HealthReasonKind) => health.reasons.some((reason) => reason.kind === kind);
  if (has("silent")) return { word: "Silent", tone: "neutral", icon: CircleSlash };
  return { word: has("never-received") ? "No data yet" : "Not known", tone: "neutral", icon: CircleDashed };
}

/** The state of a source in words with their icons. */
export function HealthPill({ source }: { source: Pick<LogSourceSummary, "health" | "isPaused"> }) {
  return healthMarks(source).map(({ word, tone, icon: Icon }) => (
    <Pill key={word} tone={tone}>
      <Icon size={13} aria-hidden="true" />
      {word}
    </Pill>
  ));
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
