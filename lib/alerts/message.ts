import "server-only";
import type { AlertMessage, MessageEvent } from "#lib/destinations/schema.ts";
import { publicUrl } from "#lib/env.ts";
import type { AlertRow } from "./alert-row.ts";
import { alertIdOf } from "./schema.ts";

const maxContextBytes = 8_000;
/** Facts that are this short have nothing that is too long. */
const shortContextCharacters = 2_000;

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
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

/** The message of an alert as of now, ready to be stored with a delivery. */
export function composeMessage(
  alert: AlertRow,
  event: MessageEvent,
  at: Date,
  tags: readonly string[],
  isResent = false,
): AlertMessage {
  return {
    event,
    occurredAt: at.toISOString(),
    alertId: alertIdOf(alert.id),
    type: alert.type,
    kind: alert.kind,
    severity: alert.severity,
    status: alert.status,
    title: cut(alert.title, 300),
    description: cut(alert.description, 1_500),
    runbook: cut(alert.runbook, 1_500),
    link: `${publicUrl()}/alerts/${alertIdOf(alert.id)}`,
    tags: [...tags],
    createdAt: alert.createdAt.toISOString(),
    eventCount: alert.eventCount,
    isResent,
    context: boundedContext(alert.facts),
  };
}
