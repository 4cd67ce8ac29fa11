import { type Browser, expect, type Page, test } from "@playwright/test";
import type { Scene } from "#scripts/screenshots/scene.ts";
import { expectNoAxeFindings } from "./axe.ts";
import { sharedUrl, signIn } from "./sign-in.ts";

/** Two people with the same page open. */
async function two(browser: Browser, path: string): Promise<[Page, Page]> {
  const pages = [];
  for (let person = 0; person < 2; person++) {
    const page = await (await browser.newContext()).newPage();
    await signIn(page);
    await page.goto(sharedUrl(path));
    pages.push(page);
  }
  return pages as [Page, Page];
}

const theirs = (page: Page) => page.getByText("Somebody else saved a change meanwhile");

test("a destination that two change at once keeps both changes, and where both changed the same one chooses", async ({
  browser,
}) => {
  const scene: Scene = JSON.parse(process.env.E2E_SCENE ?? "");
  const [ana, ben] = await two(browser, `/destinations/${scene.destination}?tab=configuration`);
  const before = await ana.getByLabel("Name").inputValue();
  const url = await ana.getByLabel("URL").inputValue();
  await ana.getByLabel("Name").fill("by ana");
  await ana.getByRole("button", { name: "Save changes" }).click();
  await expect(ana.getByText("Saved", { exact: true })).toBeVisible();

  // Ben has typed elsewhere, from what stood there before.
  await ben.getByLabel("URL").fill(`${url}?ben`);
  await ben.getByRole("button", { name: "Save changes" }).click();
  await expect(theirs(ben)).toBeVisible();
  await expect(ben.getByText(`was ${before}, is now by ana`)).toBeVisible();
  await expect(ben.getByLabel("Name")).toHaveValue("by ana");
  await expect(ben.getByLabel("URL")).toHaveValue(`${url}?ben`);
  await expectNoAxeFindings(ben);
  await ben.getByRole("button", { name: "Go on with both" }).click();
  await ben.getByRole("button", { name: "Save changes" }).click();
  await expect(ben.getByText("Saved", { exact: true })).toBeVisible();

  // Now both change the name.
  await ben.getByLabel("Name").fill("by ben");
  await ben.getByRole("button", { name: "Save changes" }).click();
  await ana.getByLabel("Name").fill("by ana again");
  await ana.getByRole("button", { name: "Save changes" }).click();
  await expect(theirs(ana)).toBeVisible();
  await expect(ana.getByText("is now by ben; yours is by ana again")).toBeVisible();
  await ana.getByRole("button", { name: "Save changes" }).click();
  await expect(theirs(ana)).toBeVisible();
  await ana.getByRole("button", { name: "Take theirs" }).click();
  await expect(ana.getByLabel("Name")).toHaveValue("by ben");
  await expect(ana.getByLabel("URL")).toHaveValue(`${url}?ben`);

  // As the other journeys know it.
  await ana.getByLabel("Name").fill(before);
  await ana.getByLabel("URL").fill(url);
  await ana.getByRole("button", { name: "Save changes" }).click();
  await expect(ana.getByText("Saved", { exact: true }).last()).toBeVisible();
  for (const page of [ana, ben]) await page.context().close();
});

test("a schema that two change at once shows the lines of the other, also after a reload", async ({
  browser,
  page,
}) => {
  const name = `TwoPeople${Date.now().toString(36).toUpperCase()}`;
  await signIn(page);
  await page.goto(sharedUrl("/schemas/new"));
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Create schema" }).click();
  await expect(page).toHaveURL(new RegExp(`Custom.${name}$`));

  const [ana, ben] = await two(browser, `/schemas/Custom.${name}/edit`);
  const yaml = (of: Page) => of.getByRole("textbox", { name: "YAML" });
  const text = await yaml(ben).inputValue();
  await yaml(ben).fill(`${text}  - name: by_ben\n    type: string\n`);
  await yaml(ana).fill(text.replace("What was done.", "What ana says was done."));
  await ana.getByRole("button", { name: "Save a new revision" }).click();
  await expect(ana).toHaveURL(new RegExp(`Custom.${name}$`));

  await ben.reload();
  await expect(theirs(ben)).toBeVisible();
  await expect(ben.getByText("+     description: What ana says was done.")).toBeVisible();
  await expect(ben.getByText("+   - name: by_ben")).toBeVisible();
  await ben.getByRole("button", { name: "Save a new revision" }).click();
  await expect(ben).toHaveURL(/edit$/);
  await ben.getByRole("button", { name: "Keep mine" }).click();
  await ben.getByRole("button", { name: "Save a new revision" }).click();
  await expect(ben).toHaveURL(new RegExp(`Custom.${name}$`));
  for (const one of [ana, ben]) await one.context().close();
});

test("the settings of a log source that two change at once keep both changes", async ({ browser }) => {
  const scene: Scene = JSON.parse(process.env.E2E_SCENE ?? "");
  const [ana, ben] = await two(browser, `/log-sources/${scene.silentSource}?tab=configuration`);
  const save = (of: Page) => of.getByRole("button", { name: "Save changes" }).click();
  const name = await ana.getByRole("textbox", { name: "Name" }).inputValue();
  const header = await ana.getByRole("textbox", { name: "Header" }).inputValue();
  await ben.getByRole("textbox", { name: "Header" }).fill("x-by-ben");
  await ana.getByRole("textbox", { name: "Name" }).fill(`${name}-ana`);
  await save(ana);
  await expect(ana.getByText("Saved", { exact: true })).toBeVisible();
  await save(ben);
  await expect(theirs(ben)).toBeVisible();
  await expect(ben.getByText(`was ${name}, is now ${name}-ana`)).toBeVisible();
  await expectNoAxeFindings(ben);
  await ben.getByRole("button", { name: "Go on with both" }).click();
  await save(ben);
  await expect(ben.getByText("Saved", { exact: true })).toBeVisible();
  await expect(ben.getByRole("textbox", { name: "Name" })).toHaveValue(`${name}-ana`);

  await ben.getByRole("textbox", { name: "Name" }).fill(name);
  await ben.getByRole("textbox", { name: "Header" }).fill(header);
  await save(ben);
  await expect(ben.getByText("Not saved yet")).toBeHidden();
  for (const page of [ana, ben]) await page.context().close();
});

test("an alarm that somebody else set meanwhile is not overwritten unseen", async ({ page }) => {
  const scene: Scene = JSON.parse(process.env.E2E_SCENE ?? "");
  await signIn(page);
  await page.goto(sharedUrl(`/log-sources/${scene.failingSource}`));
  const set = (minutesThreshold: number) =>
    page.evaluate(
      async ([id, minutes]) => {
        const answer = await fetch(`/api/v1/log-sources/${id}/alarms`, {
          method: "PUT",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ signal: "no-data", logType: "", minutesThreshold: minutes, calendar: null }),
        });
        return answer.status;
      },
      [scene.failingSource, minutesThreshold] as const,
    );
  expect(await set(60)).toBe(200);
  await page.reload();
  await page.getByRole("button", { name: /Configure the alarm/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").first().fill("3");
  expect(await set(120)).toBe(200);
  await dialog.getByRole("button", { name: "Apply Changes" }).click();
  await expect(theirs(page)).toBeVisible();
  await expect(dialog.getByText("was 1, is now 2; yours is 3")).toBeVisible();
  await expectNoAxeFindings(page);
  await dialog.getByRole("button", { name: "Take theirs" }).click();
  await expect(dialog.getByRole("textbox").first()).toHaveValue("2");
  await dialog.getByRole("button", { name: "Apply Changes" }).click();
  await expect(dialog).toBeHidden();
});
