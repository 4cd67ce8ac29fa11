import type { HealthReasonKind, LogSourceDetail, SourceBucket } from "#lib/log-sources/schema.ts";

export type CheckState = "ok" | "fail" | "unknown";

/** One thing that must hold for a source to work, as it stands now and stood over the last 24 hours. */
export interface SourceCheck {
  id: "receiving" | "authentication" | "classification" | "backlog";
  title: string;
  state: CheckState;
  /** What was found, one sentence. */
  message: string;
  /** When the latest thing it speaks of happened, ISO 8601. */
  at: string | null;
  /** 24 hours, oldest first; empty when there is no history. */
  hours: CheckState[];
}

const hourMs = 3_600_000;
const bucketsPerHour = 4;

const number = (value: number) => value.toLocaleString("en-US");
const counted = (value: number, one: string, many = `${one}s`) => `${number(value)} ${value === 1 ? one : many}`;
const share = (part: number, whole: number) => `${Number(((part / whole) * 100).toPrecision(2))} %`;

function hoursOf(
  ribbon: readonly SourceBucket[],
  stateOf: (hour: { events: number; failed: number; refused: number }) => CheckState,
) {
  return Array.from({ length: Math.ceil(ribbon.length / bucketsPerHour) }, (_, hour) => {
    const buckets = ribbon.slice(hour * bucketsPerHour, (hour + 1) * bucketsPerHour);
    const sum = (of: (bucket: SourceBucket) => number) => buckets.reduce((total, bucket) => total + of(bucket), 0);
    const failed = sum((bucket) => bucket.failed);
    return stateOf({
      events: failed + sum((bucket) => bucket.classified),
      failed,
      refused: sum((bucket) => bucket.refused),
    });
  });
}

const isFailing = (source: LogSourceDetail, ...kinds: HealthReasonKind[]) =>
  source.health.reasons.find((reason) => reason.isFailing && kinds.includes(reason.kind));

function receiving(source: LogSourceDetail, now: Date): SourceCheck {
  const last = source.lastEventReceivedAtTime;
  const hours = hoursOf(source.ribbon, ({ events }) => (events > 0 ? "ok" : "unknown"));
  const check = { id: "receiving", title: "Receiving data", at: last, hours } as const;
  const silence = isFailing(source, "log-drop-off");
  if (silence) return { ...check, state: "fail", message: silence.message };
  const unjudged = source.health.reasons.find((reason) => reason.kind === "silent");
  if (unjudged) return { ...check, state: "unknown", message: unjudged.message };
  if (last === null) return { ...check, state: "unknown", message: "Nothing was received yet" };
  if (source.isPaused) return { ...check, state: "unknown", message: "Paused: requests are turned away" };
  const lastHour = source.ribbon
    .slice(-bucketsPerHour)
    .reduce((sum, bucket) => sum + bucket.classified + bucket.failed, 0);
  if (now.getTime() - Date.parse(last) <= hourMs) {
    return { ...check, state: "ok", message: `${counted(lastHour, "event")} in the last hour` };
  }
  // Whether that is usual only a drop-off alarm can say.
  const busy = hours.filter((state) => state === "ok").length;
  const before = busy === 0 ? "nor in the day before" : `before that in ${counted(busy, "hour")} of the day`;
  return { ...check, state: "unknown", message: `Nothing in the last hour, ${before}` };
}

function authentication(source: LogSourceDetail): SourceCheck {
  const total = source.refusals.reduce((sum, refusal) => sum + refusal.count, 0);
  const state = isFailing(source, "refused-requests")
    ? "fail"
    : total === 0 && source.lastEventReceivedAtTime === null
      ? "unknown"
      : "ok";
  const message =
    total > 0
      ? `${counted(total, "request was", "requests were")} refused in 24 hours`
      : source.auth?.method === "None"
        ? "Not asked for: any request is taken"
        : "Nothing refused in 24 hours";
  const hours = hoursOf(source.ribbon, ({ events, refused }) => (refused > 0 ? "fail" : events > 0 ? "ok" : "unknown"));
  return {
    id: "authentication",
    title: "Authentication",
    state,
    message,
    at: source.refusals[0]?.lastAt ?? null,
    hours,
  };
}

function classification(source: LogSourceDetail): SourceCheck {
  const { classified, failed } = source.counts;
  const open = isFailing(source, "classification-failures");
  const state = open ? "fail" : classified + failed === 0 ? "unknown" : "ok";
  const message =
    classified + failed === 0
      ? "Nothing to classify in 24 hours"
      : failed === 0
        ? `All ${counted(classified, "event")} of 24 hours fit ${source.logTypes.join(" or ")}`
        : `${counted(failed, "line")} (${share(failed, classified + failed)}) of 24 hours did not fit ${source.logTypes.join(" or ")}`;
  const hours = hoursOf(source.ribbon, ({ events, failed: lines }) =>
    lines > 0 ? "fail" : events > 0 ? "ok" : "unknown",
  );
  return { id: "classification", title: "Classification", state, message, at: source.lastEventProcessedAtTime, hours };
}

function backlog(source: LogSourceDetail): SourceCheck {
  const { pending, failed, oldestPendingAt, lastError } = source.batches;
  const isBad = isFailing(source, "failed-batches", "late-batches") !== undefined;
  const parts = [
    failed > 0 && `${counted(failed, "body", "bodies")} could not be processed${lastError ? `: ${lastError}` : ""}`,
    pending > 0 && `${counted(pending, "body", "bodies")} ${pending === 1 ? "waits" : "wait"} to be classified`,
  ].filter(Boolean);
  return {
    id: "backlog",
    title: "Backlog",
    state: isBad ? "fail" : "ok",
    message: parts.length > 0 ? parts.join("; ") : "Everything that was received is processed",
    at: oldestPendingAt,
    hours: [],
  };
}

/** The checks of a source, in the order of the way its events take. */
export function sourceChecks(source: LogSourceDetail, now: Date): SourceCheck[] {
  return [receiving(source, now), authentication(source), classification(source), backlog(source)];
}
