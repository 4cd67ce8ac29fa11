import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { pages } from "#scripts/screenshots/pages.ts";
import type { Scene } from "#scripts/screenshots/scene.ts";
import { expectNoAxeFindings } from "./axe.ts";
import { sharedUrl, signIn } from "./sign-in.ts";

const proxyPage = "<!doctype html><title>503</title><h1>503 Service Temporarily Unavailable</h1>";

/** How a server is lost: the network, what stands before it, or one that takes requests and never answers. */
const cuts: Record<string, { seconds: number; cut: (context: BrowserContext) => Promise<unknown> }> = {
  "the network is cut": { seconds: 30, cut: (context) => context.setOffline(true) },
  "a proxy answers 503": {
    seconds: 12,
    cut: (context) =>
      context.route("**/*", (route) => route.fulfill({ status: 503, contentType: "text/html", body: proxyPage })),
  },
  "requests hang": { seconds: 14, cut: (context) => context.route("**/*", () => {}) },
};

async function giveBack(context: BrowserContext) {
  await context.unrouteAll({ behavior: "ignoreErrors" });
  await context.setOffline(false);
}

const line = (page: Page) => page.getByText(/Not reachable since today at \d\d:\d\d UTC, trying again/);

/** Types into the first field of text that a page has. */
async function typeSomething(page: Page, text: string) {
  const field = page
    .locator("main")
    .locator("textarea:visible, input[type=text]:visible, input[type=search]:visible")
    .first();
  if ((await field.count()) === 0 || !(await field.isEnabled())) return null;
  await field.pressSequentially(text, { delay: 40 });
  return field;
}

/** Marks the document: a page that was left and loaded again has no mark. */
const mark = (page: Page) => page.evaluate(() => document.documentElement.setAttribute("data-mark", "kept"));

test("every page outlives 30 seconds without a server, in the middle of typing, and reads itself again", async ({
  browser,
}) => {
  test.setTimeout(300_000);
  const scene: Scene = JSON.parse(process.env.E2E_SCENE ?? "");
  const context = await browser.newContext();
  const first = await context.newPage();
  await signIn(first);
  const opened = [];
  for (const [name, pathOf] of Object.entries(pages)) {
    const page = await context.newPage();
    await page.goto(sharedUrl(pathOf(scene)));
    await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
    const heading = (await page.getByRole("heading", { level: 1 }).textContent()) ?? "";
    await mark(page);
    const field = await typeSomething(page, "ab");
    opened.push({ name, page, heading, field, url: page.url() });
  }
  for (const [how, { seconds, cut }] of Object.entries(cuts)) {
    await cut(context);
    for (const { field } of opened) if (field) await field.pressSequentially("c");
    await expect.soft(line(first), how).toBeVisible({ timeout: 15_000 });
    await first.waitForTimeout(seconds * 1000);
    for (const { name, page, heading, field, url } of opened) {
      const what = `${name}, ${how}`;
      await expect.soft(line(page), what).toBeVisible();
      await expect.soft(page.locator("html"), what).toHaveAttribute("data-mark", "kept");
      await expect.soft(page.getByRole("heading", { level: 1 }), what).toHaveText(heading);
      if (field) await expect.soft(field, what).toHaveValue(/abc/);
      expect.soft(new URL(page.url()).pathname, what).toBe(new URL(url).pathname);
    }
    const again = opened.map(({ page }) =>
      page.waitForResponse((answer) => answer.ok() && answer.request().headers().rsc === "1", { timeout: 30_000 }),
    );
    await giveBack(context);
    await Promise.all(again);
    for (const { name, page, field } of opened) {
      const what = `${name}, given back after ${how}`;
      await expect.soft(line(page), what).toBeHidden();
      await expect.soft(page.locator("html"), what).toHaveAttribute("data-mark", "kept");
      if (field) await expect.soft(field, what).toHaveValue(/abc/);
    }
  }
  await context.close();
});

test("links, keys and steps wait for the server and then go on", async ({ page, context }) => {
  await signIn(page);
  await page.goto(sharedUrl("/alerts?tab=system-errors"));
  await mark(page);
  // The keys work once the page is the browser's own.
  await expect(async () => {
    await page.keyboard.press("j");
    await expect(page.locator("[data-alert] a:focus")).toHaveCount(1, { timeout: 500 });
  }).toPass();
  await context.setOffline(true);
  await page.keyboard.press("e");
  await expect(page.getByText(/It is not known whether this was done/).first()).toBeVisible();
  await expect(line(page)).toBeVisible();
  await expectNoAxeFindings(page);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Destinations" }).click();
  await page.waitForTimeout(3000);
  await expect(page.locator("html")).toHaveAttribute("data-mark", "kept");
  await context.setOffline(false);
  await expect(page.getByRole("heading", { level: 1, name: "Destinations" })).toBeVisible();
  await expect(line(page)).toBeHidden();
  await expect(page.locator("html")).toHaveAttribute("data-mark", "kept");

  await page.goto(sharedUrl("/log-sources/new/http"));
  await mark(page);
  await page.getByLabel("Name").fill("outlives");
  await context.setOffline(true);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForTimeout(6000);
  await expect(page.locator("html")).toHaveAttribute("data-mark", "kept");
  await context.setOffline(false);
  await expect(line(page)).toBeHidden();
  await expect(page.locator("html")).toHaveAttribute("data-mark", "kept");
});

test("a session that ended is said, nothing is lost, and signing in elsewhere goes on", async ({ page, context }) => {
  await signIn(page);
  await page.goto(sharedUrl("/schemas/new"));
  await mark(page);
  await page.getByLabel("Name").fill("Acme.Kept");
  const cookies = await context.cookies();
  await context.clearCookies();
  const ended = page.getByText(/Your session has ended; noticed today at \d\d:\d\d UTC/);
  await expect(ended).toBeVisible({ timeout: 15_000 });
  await expectNoAxeFindings(page);
  await expect(page.getByLabel("Name")).toHaveValue("Acme.Kept");
  await context.addCookies(cookies);
  await expect(ended).toBeHidden();
  await expect(page.getByLabel("Name")).toHaveValue("Acme.Kept");
  await expect(page.locator("html")).toHaveAttribute("data-mark", "kept");
});

test("signing in and out say so when a proxy answers in Telltale's place, and leave no page", async ({
  page,
  context,
}) => {
  const fulfil503 = { status: 503, contentType: "text/html", body: proxyPage };
  await page.goto(sharedUrl("/sign-in"));
  await mark(page);
  await page.getByLabel("E-mail").fill(process.env.E2E_EMAIL ?? "");
  await page.getByLabel("Password", { exact: true }).fill(process.env.E2E_PASSWORD ?? "");
  await context.route("**/api/auth/**", (route) => route.fulfill(fulfil503));
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("Telltale could not be reached", { exact: true })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("data-mark", "kept");
  await context.unrouteAll();
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();

  const signOut = async () => {
    await page.getByRole("button", { name: /sign out/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
  };
  await mark(page);
  await context.route("**/api/auth/**", (route) => route.fulfill(fulfil503));
  await signOut();
  await expect(page.getByText("Not known whether you are signed out", { exact: true })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("data-mark", "kept");
  await context.unrouteAll();
  await signOut();
  await expect(page).toHaveURL(/\/sign-in/);
  await page.goto(sharedUrl("/alerts"));
  await expect(page).toHaveURL(/\/sign-in/);
});
