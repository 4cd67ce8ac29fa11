import "server-only";
import type { AlertMessage, MessageEvent } from "#lib/destinations/schema.ts";
import { publicUrl } from "#lib/env.ts";
import type { AlertRow } from "./alert-row.ts";
import { type AlertStatus, activeStatuses, alertIdOf, type DeliveryCause } from "./terms.ts";

const maxContextBytes = 8_000;
/** Facts that are this short have nothing that is too long. */
const shortContextCharacters = 2_000;

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

/** In JSON a control character takes six bytes: a text of them is cut to what other texts take. */
function cutText(text: string, length: number): string {
  const maxBytes = 3 * length + 100;
  let shown = cut(text, length);
  while (Buffer.byteLength(JSON.stringify(shown)) > maxBytes) shown = cut(shown, Math.floor(shown.length * 0.9));
  return shown;
}

function shortened(value: unknown, items: number, characters: number): unknown {
  if (typeof value === "string") return cut(value, characters);
  if (Array.isArray(value)) return value.slice(0, items).map((item) => shortened(item, items, characters));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shortened(item, items, characters)]));
}

/** Facts cut to what a message may hold: long lists and texts are shortened, and what is still too long is left out. */
export function boundedContext(facts: Record<string, unknown>): Record<string, unknown> {
  if (JSON.stringify(facts).length <= shortContextCharacters) return facts;
  for (const [items, characters] of [
    [50, 2_000],
    [10, 500],
    [5, 120],
  ] as const) {
    const context = shortened(facts, items, characters) as Record<string, unknown>;
    if (Buffer.byteLength(JSON.stringify(context)) <= maxContextBytes) return context;
  }
  return {};
}

/** What a message says happened, and the status that goes with it, whatever has happened since. */
function eventOf(alert: AlertRow, cause: DeliveryCause): { event: MessageEvent; status: AlertStatus } {
  const isActive = activeStatuses.includes(alert.status);
  if (cause === "manual") return { event: isActive ? "alert.opened" : "alert.resolved", status: alert.status };
  if (cause === "resolved") return { event: "alert.resolved", status: isActive ? "RESOLVED" : alert.status };
  return { event: `alert.${cause}`, status: isActive ? alert.status : "OPEN" };
}

/**
 * The message of a delivery, from the alert as it stands.
 * @param cause why it is owed.
 * @param at since when it is owed.
 */
export function composeMessage(alert: AlertRow, cause: DeliveryCause, at: Date): AlertMessage {
  return {
    ...eventOf(alert, cause),
    occurredAt: at.toISOString(),
    alertId: alertIdOf(alert.id),
    type: alert.type,
    kind: alert.kind,
    severity: alert.severity,
    title: cutText(alert.title, 300),
    description: cutText(alert.description, 1_500),
    runbook: cutText(alert.runbook, 1_500),
    link: `${publicUrl()}/alerts/${alertIdOf(alert.id)}`,
    tags: alert.tags,
    createdAt: alert.createdAt.toISOString(),
    eventCount: alert.eventCount,
    isResent: cause === "manual",
    context: boundedContext(alert.facts),
  };
}
