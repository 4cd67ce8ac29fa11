import { kindViewOf } from "#components/system-errors/registry.tsx";
import { plural } from "#components/ui/number-format.ts";
import type { AlertActivity } from "#lib/alerts/schema.ts";
import { type AlertStatus, alertStatusLabels } from "#lib/alerts/terms.ts";

export type ActivityTone = "fail" | "warn" | "ok" | "plain";

export interface ActivityWords {
  words: string;
  tone: ActivityTone;
  /** A reason or an answer, quoted under the words. */
  note?: string | undefined;
  /** An instant at the end of the words ("Snoozed until"). */
  until?: string | undefined;
}

const anyEvents = { one: "event", many: "events" };

const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);
const number = (value: unknown) => (typeof value === "number" ? value : undefined);

function statusWords(value: unknown): string {
  const label = alertStatusLabels[value as AlertStatus];
  return label ? `marked it ${label.toLowerCase()}` : "changed its state";
}

/** ", 418 lines": how much an alert began with, in the words of its kind; nothing where the kind counts no events. */
function scaleWords(kind: string | undefined, count: number | undefined): string {
  if (count === undefined) return "";
  const view = kindViewOf(kind);
  const events = view ? view.events : anyEvents;
  return events ? `, ${plural(count, events.one, events.many)}` : "";
}

/**
 * One entry of a timeline in words; the detail's shape is that of its action.
 * @param kind of the system error; undefined for other alerts.
 */
export function activityWords(
  activity: Pick<AlertActivity, "action" | "actor" | "detail">,
  kind: string | undefined,
): ActivityWords {
  const { action, actor, detail } = activity;
  const who = actor.type === "system" ? "Telltale" : (actor.name ?? "Somebody");
  const destination = text(detail.destinationName) ?? "a destination";
  const scale = scaleWords(kind, number(detail.count));
  switch (action) {
    case "opened":
      return { words: `Opened${scale}`, tone: "fail" };
    case "regressed":
      return { words: `Came back after it was resolved${scale}`, tone: "warn" };
    case "status-changed":
      return {
        words: `${who} ${statusWords(detail.to)}`,
        tone: detail.to === "RESOLVED" ? "ok" : "plain",
        note: text(detail.why),
      };
    case "assigned":
      return { words: `${who} assigned it to ${text(detail.assigneeName) ?? "nobody"}`, tone: "plain" };
    case "commented":
      return { words: `${who} wrote`, tone: "plain", note: text(detail.body) };
    case "snoozed": {
      const until = text(detail.until);
      return until
        ? { words: `${who} snoozed it until`, tone: "plain", until }
        : { words: `${who} ended the snooze`, tone: "plain" };
    }
    case "delivered":
      return {
        words: `Told ${destination}${number(detail.statusCode) ? ` (${detail.statusCode})` : ""}`,
        tone: "plain",
      };
    case "delivery-failed":
      return {
        words:
          detail.isFinal === true
            ? `${destination} could not be told, given up`
            : `${destination} could not be told, and is tried again on schedule`,
        tone: detail.isFinal === true ? "fail" : "warn",
        note: text(detail.message),
      };
    case "delivery-requested":
      return { words: `${who} sent it to ${destination} again`, tone: "plain" };
  }
}
