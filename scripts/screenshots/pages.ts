import type { Page } from "@playwright/test";
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
  "alert-drop-off": ({ dropOffAlert }) => `/alerts/${dropOffAlert}`,
  "log-source-silent": ({ silentSource }) => `/log-sources/${silentSource}`,
  "log-source-drop-off": ({ silentSource }) => `/log-sources/${silentSource}?tab=overview`,
  "log-source-new": () => "/log-sources/new",
  "log-source-new-http": () => "/log-sources/new/http",
  "log-source-new-done": ({ failingSource }) => `/log-sources/new/http?source=${failingSource}&step=done`,
  destinations: () => "/destinations",
  "destination-new": () => "/destinations/new",
  "destination-new-webhook": () => "/destinations/new/webhook",
  "destination-new-jira": () => "/destinations/new/jira",
  "destination-new-sqs": () => "/destinations/new/sqs",
  destination: ({ destination }) => `/destinations/${destination}`,
  "destination-configuration": ({ destination }) => `/destinations/${destination}?tab=configuration`,
  schemas: () => "/schemas",
  "schema-new": () => "/schemas/new",
  schema: () => "/schemas/Okta.SystemLog",
  documentation: () => "/docs/log-schemas",
};

/** What is opened on a page before its picture is taken. */
export const opened: Record<string, (page: Page) => Promise<void>> = {
  "log-source-drop-off": async (page) => {
    await page.getByRole("button", { name: /Configure the alarm/ }).click();
    await page.getByRole("dialog").waitFor();
  },
};
