import "server-only";
import type { AlertMessage } from "./schema.ts";

/** What machines are sent: an envelope after Standard Webhooks; inside, the keys that receivers of Panther's webhook know, and ours. */
export function alertBody(message: AlertMessage): string {
  const title = message.isResent ? `[Re-sent]: ${message.title}` : message.title;
  return JSON.stringify({
    type: message.event,
    timestamp: message.occurredAt,
    data: {
      id: message.kind,
      createdAt: message.createdAt,
      severity: message.severity,
      type: message.type,
      link: message.link,
      title,
      name: message.title,
      alertId: message.alertId,
      alertContext: message.context,
      description: message.description,
      runbook: message.runbook,
      tags: message.tags,
      version: null,
      status: message.status,
      eventCount: message.eventCount,
    },
  });
}
