/** Client-safe shapes of health checks: nothing here may import from the server. */
import { z } from "zod";
import type { SystemErrorHealthReason } from "#lib/system-errors/registry.ts";

/** "unknown" is never shown as healthy: nothing was received yet, the source is paused, or it is silent and nothing says whether it may be. */
export const healthStatuses = ["healthy", "failing", "unknown"] as const;
export type HealthStatus = (typeof healthStatuses)[number];

/** The name that a System Error has among the reasons, or one of these; `other-error` is one of a kind that this version does not know. */
export type HealthReasonKind =
  | SystemErrorHealthReason
  | "other-error"
  | "silent"
  | "refused-requests"
  | "failed-batches"
  | "late-batches"
  | "never-received"
  | "paused";

export const healthReasonShape = z.object({
  kind: z.string().meta({ description: "Why, as a name." }) as unknown as z.ZodType<HealthReasonKind>,
  isFailing: z
    .boolean()
    .meta({ description: "Whether this makes the source failing; otherwise it is worth knowing only." }),
  message: z.string().meta({ description: "One sentence with its numbers." }),
  count: z.number().int().nullable(),
  since: z.iso.datetime().nullable(),
  alertId: z.string().nullable().meta({ description: "The open System Error, when there is one." }),
});
export type HealthReason = z.infer<typeof healthReasonShape>;

export const sourceHealthShape = z.object({
  status: z.enum(healthStatuses),
  reasons: z.array(healthReasonShape).meta({ description: "What fails first, then what is worth knowing." }),
});
export type SourceHealth = z.infer<typeof sourceHealthShape>;

export const checkIds = ["receiving", "authentication", "classification", "processing"] as const;
export type CheckId = (typeof checkIds)[number];

export const checkResultShape = z.object({
  id: z.enum(checkIds),
  title: z.string(),
  status: z.enum(healthStatuses).meta({ description: "unknown: this check alone cannot say." }),
  message: z.string().meta({ description: "What was found, one sentence." }),
  at: z.iso.datetime().nullable().meta({ description: "When the latest thing it speaks of happened." }),
  checkedAt: z.iso.datetime(),
});
/** What one check found of a source: one thing that must hold for it to work. */
export type CheckResult = z.infer<typeof checkResultShape>;

const saidLast: readonly HealthReasonKind[] = ["never-received", "paused"];

/** What fails and has an error to read comes first, then what else fails. */
function rankOf({ isFailing, alertId, kind }: HealthReason): number {
  if (isFailing) return alertId === null ? 1 : 0;
  return saidLast.includes(kind) ? 3 : 2;
}

/**
 * The state of a source and its reasons: one view of what its checks found, beside the list of the checks themselves.
 * @param checks `isKnown` says whether the check leaves it open how the source is. Without any the state is unknown.
 */
export function healthOfChecks(checks: readonly { reasons: HealthReason[]; isKnown: boolean }[]): SourceHealth {
  const reasons = checks.flatMap((check) => check.reasons).sort((a, b) => rankOf(a) - rankOf(b));
  if (reasons.some((reason) => reason.isFailing)) return { status: "failing", reasons };
  const isKnown = checks.length > 0 && checks.every((check) => check.isKnown);
  return { status: isKnown ? "healthy" : "unknown", reasons };
}
