/**
 * `npm run screenshots`: every page in both themes at 1440 and 390 px into `docs/screenshots/`, as
 * `<page>-<theme>-<width>.png`. Runs a product of its own with a day's history.
 */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { type Browser, chromium } from "@playwright/test";
import { startProduct } from "#lib/testing/product.ts";
import { startReceiver } from "#lib/testing/receiver.ts";
import { opened, pages } from "./screenshots/pages.ts";
import { buildScene, type Scene } from "./screenshots/scene.ts";
import { browserOptions } from "./testing/browser.ts";

const folder = path.resolve("docs/screenshots");
const themes = ["light", "dark"] as const;
const maxHeight = 2000;
const widths = { 1440: 900, 390: 844 };

async function takeAll(
  browser: Browser,
  url: string,
  admin: { email: string; password: string },
  scene: Scene,
): Promise<void> {
  for (const theme of themes) {
    for (const [width, height] of Object.entries(widths)) {
      const context = await browser.newContext({
        baseURL: url,
        colorScheme: theme,
        viewport: { width: Number(width), height },
        locale: "en-US",
        timezoneId: "UTC",
        reducedMotion: "reduce",
      });
      const page = await context.newPage();
      await page.goto("/sign-in");
      await page.screenshot({ path: path.join(folder, `sign-in-${theme}-${width}.png`) });
      await page.getByLabel("E-mail").fill(admin.email);
      await page.getByLabel("Password", { exact: true }).fill(admin.password);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.waitForURL((at) => !at.pathname.startsWith("/sign-in"));
      for (const [name, pathOf] of Object.entries(pages)) {
        const answer = await page.goto(pathOf(scene), { waitUntil: "load" });
        if (!answer?.ok()) throw new Error(`${pathOf(scene)} answered ${answer?.status()}`);
        await opened[name]?.(page);
        await page.waitForTimeout(700);
        // As tall as the page, so that what sticks to the window's edges stands where it belongs.
        const tall = await page.evaluate(() => document.documentElement.scrollHeight);
        await page.setViewportSize({ width: Number(width), height: Math.min(Math.max(tall, height), maxHeight) });
        await page.screenshot({ path: path.join(folder, `${name}-${theme}-${width}.png`) });
        await page.setViewportSize({ width: Number(width), height });
      }
      await context.close();
    }
  }
}

mkdirSync(folder, { recursive: true });
const receiver = await startReceiver();
const product = await startProduct();
const browser = await chromium.launch(await browserOptions());
try {
  const scene = await buildScene(product, receiver);
  await takeAll(browser, product.url, product.admin, scene);
  console.log(`${Object.keys(pages).length + 1} pages, both themes, both widths: ${folder}`);
} finally {
  await browser.close();
  await product.stop();
  await receiver.close();
}
process.exit(0);
