import type { Scene } from "./scene.ts";

/** Every page of the console behind the sign-in, by the name of its pictures. */
export const pages: Record<string, (scene: Scene) => string> = {
  overview: () => "/",
  alerts: () => "/alerts?tab=system-errors",
  alert: ({ alert }) => `/alerts/${alert}`,
  "log-sources": () => "/log-sources",
  "log-source": ({ failingSource }) => `/log-sources/${failingSource}`,
  "log-source-health": ({ failingSource }) => `/log-sources/${failingSource}?tab=health`,
  "log-source-schemas": ({ failingSource }) => `/log-sources/${failingSource}?tab=schemas`,
  "log-source-configuration": ({ failingSource }) => `/log-sources/${failingSource}?tab=configuration`,
  "log-source-new": () => "/log-sources/new",
  "log-source-new-http": () => "/log-sources/new/http",
  destinations: () => "/destinations",
  "destination-new": () => "/destinations/new",
  "destination-new-webhook": () => "/destinations/new/webhook",
  destination: ({ destination }) => `/destinations/${destination}`,
  "destination-configuration": ({ destination }) => `/destinations/${destination}?tab=configuration`,
  schemas: () => "/schemas",
  "schema-new": () => "/schemas/new",
  schema: () => "/schemas/Okta.SystemLog",
};
