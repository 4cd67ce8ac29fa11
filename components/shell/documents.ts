/** What of `docs/` is shown in the console, by the name of its file. */
export const documents = {
  "log-schemas": "Log schemas",
  "log-intake": "Log intake",
  "drop-off-alarms": "Drop-off alarms",
  destinations: "Destinations",
  webhooks: "Webhooks",
  "rest-api": "REST API",
} as const;
export type DocumentName = keyof typeof documents;

export function documentHref(name: DocumentName): string {
  return `/docs/${name}`;
}
