import { RelativeTime } from "#components/ui/relative-time.tsx";
import { duration } from "#components/ui/time-format.ts";
import type { DeliveryAttempt } from "#lib/alerts/schema.ts";
import { deliveryFailureLabels } from "#lib/destinations/terms.ts";

/** One attempt: what was answered, or what went wrong, and how long it took. */
export function AttemptLine({ attempt }: { attempt: DeliveryAttempt }) {
  return (
    <li className="flex gap-2 py-0.5 text-small">
      <span className="w-4 shrink-0 text-right text-ink-3">{attempt.number}</span>
      <span className="min-w-0 flex-1 break-words">
        <span className={attempt.isSuccess ? "text-ok-ink" : "text-fail-ink"}>
          {attempt.statusCode ?? (attempt.reason ? deliveryFailureLabels[attempt.reason] : "No answer")}
        </span>{" "}
        <span className="text-ink-2">{attempt.message}</span>
      </span>
      <span className="shrink-0 text-ink-3 text-quiet">
        <RelativeTime at={attempt.startedAt} form="clock" />, {duration(attempt.durationMs)}
      </span>
    </li>
  );
}
