import { defineConfig } from "@playwright/test";
import { browserOptions } from "../scripts/testing/browser.ts";

/** Journeys through the built product: global set-up starts it on a free port with a data directory of its own. */
export default defineConfig({
  testDir: "../e2e",
  outputDir: "../test-results",
  globalSetup: "../e2e/global-setup.ts",
  timeout: 60_000,
  expect: { timeout: 10_000 },
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  reporter: [["list"], ["json", { outputFile: "../test-results/e2e.json" }]],
  use: {
    launchOptions: await browserOptions(),
    viewport: { width: 1440, height: 900 },
    locale: "en-US",
    timezoneId: "UTC",
    trace: "retain-on-failure",
    permissions: ["clipboard-read", "clipboard-write"],
  },
});
