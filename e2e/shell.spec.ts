import { expect, test } from "@playwright/test";
import { pages } from "#scripts/screenshots/pages.ts";
import type { Scene } from "#scripts/screenshots/scene.ts";
import { expectNoAxeFindings, expectNoSidewaysScroll } from "./axe.ts";
import { sharedUrl, signIn } from "./sign-in.ts";

const scene = (): Scene => JSON.parse(process.env.E2E_SCENE ?? "");

test("the browser's zone is followed and only a choice is kept; an absolute time names its zone", async ({
  browser,
}) => {
  const path = `/log-sources/${scene().failingSource}`;
  const first = await browser.newContext({ timezoneId: "Asia/Kolkata" });
  const page = await first.newPage();
  await signIn(page);
  await page.goto(sharedUrl(path));
  await expect(page.locator("time", { hasText: "GMT+5:30" }).first()).toBeVisible();
  await page.getByRole("button", { name: /: theme, time zone, sign out/ }).click();
  await expect(page.getByRole("menuitemradio", { name: "Asia/Kolkata (this browser)" })).toBeChecked();
  await page.keyboard.press("Escape");
  const travelled = await browser.newContext({
    timezoneId: "America/St_Johns",
    storageState: await first.storageState(),
  });
  const later = await travelled.newPage();
  await later.goto(sharedUrl(path));
  await expect(later.locator("time", { hasText: /GMT-[23]:30/ }).first()).toBeVisible();
  await later.keyboard.press("u");
  await expect(later.locator("time", { hasText: "UTC" }).first()).toBeVisible();
  await later.reload();
  await expect(later.locator("time", { hasText: "UTC" }).first()).toBeVisible();
  await expect(later.locator("time", { hasText: /GMT-[23]:30/ })).toHaveCount(0);
  await first.close();
  await travelled.close();
});

test("what is not there answers 404 and says so, whatever the kind of thing", async ({ page }) => {
  await signIn(page);
  const nowhere = "00000000-0000-4000-8000-000000000000";
  for (const path of [
    "/no-such-page",
    `/alerts/${nowhere}`,
    "/alerts/nonsense",
    `/log-sources/${nowhere}`,
    "/log-sources/new/nothing",
    `/destinations/${nowhere}`,
    "/destinations/new/nothing",
    "/schemas/Nobody.Made.This",
    "/schemas/%E0%A4%A",
    "/schemas/Okta.SystemLog/edit",
  ]) {
    const answer = await page.goto(sharedUrl(path));
    expect.soft(answer?.status(), path).toBeGreaterThanOrEqual(400);
    expect.soft(answer?.status(), path).toBeLessThan(500);
    if (!path.includes("%E0")) {
      await expect.soft(page.getByRole("heading", { level: 1 }), path).toHaveText("There is no such page");
    }
  }
});

test("a cursor that no list gave out leads to the first page", async ({ page }) => {
  await signIn(page);
  for (const path of ["/alerts", "/log-sources", "/schemas", "/destinations"]) {
    const answer = await page.goto(sharedUrl(`${path}?cursor=junk`));
    expect.soft(answer?.status(), path).toBe(200);
    await expect.soft(page.getByText("This page could not be loaded"), path).toHaveCount(0);
  }
});

test("Back leaves a filter again, from a chip and from what was typed", async ({ page }) => {
  await signIn(page);
  for (const [path, field, chip] of [
    ["/log-sources", "Search log sources", "Unhealthy"],
    ["/alerts?tab=system-errors", "Search titles and causes", "Resolved"],
  ] as const) {
    await page.goto(sharedUrl(path));
    await page.getByRole("searchbox", { name: field }).pressSequentially("okta", { delay: 60 });
    await expect(page).toHaveURL(/q=okta/);
    await page.goBack();
    // The field has the focus still, and does not ask again for what it held.
    await expect(page.getByRole("searchbox", { name: field })).toHaveValue("");
    await expect(page).toHaveURL(sharedUrl(path));
    await page.getByRole("link", { name: new RegExp(`^${chip}`) }).click();
    await expect(page).not.toHaveURL(sharedUrl(path));
    await page.goBack();
    await expect(page).toHaveURL(sharedUrl(path));
  }
});

test("the palette finds sources, schemas, destinations and alerts by id, and takes letters that come before it is there", async ({
  page,
}) => {
  await signIn(page);
  await page.goto(sharedUrl("/alerts?tab=system-errors"));
  const options = page.getByRole("option");
  const ask = async (text: string) => {
    await page.keyboard.press("Control+k");
    await page.keyboard.type(text);
  };
  await ask("okta.sys");
  await expect(options.filter({ hasText: "Okta.SystemLog" }).filter({ hasText: "managed" })).toBeVisible();
  await page.keyboard.press("Escape");
  await ask("new schema");
  await options.filter({ hasText: "New schema" }).click();
  await expect(page).toHaveURL(/\/schemas\/new$/);
  await ask(scene().alert);
  await options.filter({ hasText: `Alert ${scene().alert}` }).click();
  await expect(page).toHaveURL(sharedUrl(`/alerts/${scene().alert}`));
});

test("in forced colours every mark, chosen tab and switched box can be seen", async ({ browser }) => {
  const context = await browser.newContext({ forcedColors: "active", colorScheme: "dark" });
  const page = await context.newPage();
  await signIn(page);
  const background = (of: ReturnType<typeof page.locator>) =>
    of.evaluate((element) => getComputedStyle(element).backgroundColor);
  await page.goto(sharedUrl("/alerts?tab=system-errors"));
  const tabs = page.getByRole("navigation", { name: "Kinds of alerts" }).getByRole("link");
  const current = await background(tabs.and(page.locator("[aria-current=page]")));
  const other = await background(tabs.and(page.locator(":not([aria-current])")).first());
  expect(current).not.toBe(other);
  const main = page.getByRole("navigation", { name: "Main" }).getByRole("link");
  expect(await background(main.and(page.locator("[aria-current=page]")))).not.toBe(await background(main.first()));
  for (const path of ["/destinations", `/alerts/${scene().alert}`, `/log-sources/${scene().failingSource}`]) {
    await page.goto(sharedUrl(path));
    const canvas = await background(page.locator("html"));
    const marks = await page.locator(".mark:visible").all();
    for (const one of marks) expect.soft(await background(one), path).not.toBe(canvas);
  }
  await context.close();
});

test("at 200 % zoom nothing scrolls sideways and no label breaks inside of a word", async ({ browser }) => {
  test.setTimeout(120_000);
  // What a window of 1440 px leaves when everything is twice as large.
  const context = await browser.newContext({ viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 });
  const page = await context.newPage();
  await signIn(page);
  for (const [name, pathOf] of Object.entries(pages)) {
    await page.goto(sharedUrl(pathOf(scene())));
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectNoSidewaysScroll(page);
    const broken = await page.evaluate(() => {
      const isBroken = (element: Element) => {
        const text = element.firstChild;
        if (!(text instanceof Text) || element.childNodes.length > 1) return false;
        const range = document.createRange();
        return [...text.data.matchAll(/\p{L}+/gu)].some((word) => {
          range.setStart(text, word.index);
          range.setEnd(text, word.index + word[0].length);
          return new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1;
        });
      };
      return [...document.querySelectorAll("dt, label, th, button")].filter(isBroken).map((found) => found.textContent);
    });
    expect.soft(broken, name).toEqual([]);
  }
  await expectNoAxeFindings(page);
  await context.close();
});
