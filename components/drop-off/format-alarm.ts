import type { AlarmKey } from "#lib/drop-off/schema.ts";

const eventsOf = (logType: string) => (logType ? `${logType} events` : "events");

/** When an alarm alerts, behind "Alert when": "no Okta.SystemLog events are processed". */
export function whenItAlerts({ signal, logType }: AlarmKey): string {
  const events = eventsOf(logType);
  if (signal === "late-data") return `${events} arrive late`;
  return signal === "no-data" ? `no ${events} are processed` : `too few ${events} are processed`;
}

/** What the window of an alarm answers. */
export function windowQuestion({ signal, logType }: AlarmKey): string {
  const events = eventsOf(logType);
  if (signal === "late-data") return `How late may even the freshest ${events} arrive before it is an alert?`;
  if (signal === "low-volume") return `Over how long should so few ${events} be an alert?`;
  return `How long should Telltale wait before it sends you an alert that no ${events} have been processed?`;
}
