import { expect, type Page, test } from "@playwright/test";
import { pages } from "#scripts/screenshots/pages.ts";
import type { Scene } from "#scripts/screenshots/scene.ts";
import { expectNoAxeFindings } from "./axe.ts";
import { addUser, sharedUrl, signIn } from "./sign-in.ts";

const refused = "This page is not for your role";
const failed = "This page could not be loaded";

/** Pages that change something and nothing else. */
const forWriters = /^(log-source-new|destination-new|schema-new)/;

/** Opens every page of the console. @returns its heading by the page's name. */
async function headings(page: Page): Promise<Record<string, string>> {
  const scene: Scene = JSON.parse(process.env.E2E_SCENE ?? "");
  const found: Record<string, string> = {};
  for (const [name, pathOf] of Object.entries(pages)) {
    await page.goto(sharedUrl(pathOf(scene)));
    found[name] = (await page.getByRole("heading", { level: 1 }).textContent()) ?? "";
  }
  return found;
}

test("who may only look sees every page that shows something, and is told why the rest is not there", async ({
  page,
}) => {
  test.setTimeout(120_000);
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(`${page.url()}: ${error.message}`));
  const scene: Scene = JSON.parse(process.env.E2E_SCENE ?? "");
  await signIn(page, await addUser("AnalystReadOnly"));
  for (const [name, heading] of Object.entries(await headings(page))) {
    if (forWriters.test(name)) expect.soft(heading, name).toBe(refused);
    else expect.soft([refused, failed], name).not.toContain(heading);
  }

  await page.goto(sharedUrl("/destinations/new"));
  await expect(page.getByText("Your role may look here, and change nothing.")).toBeVisible();
  await expectNoAxeFindings(page);
  await page.getByRole("link", { name: "To Destinations" }).click();
  await expect(page).toHaveURL(sharedUrl("/destinations"));
  await expect(page.getByText('Your role lacks the permission "Manage destinations".')).toBeVisible();
  await expect(page.getByRole("link", { name: "Add a destination" })).toHaveCount(0);

  await page.goto(sharedUrl(`/alerts/${scene.alert}`));
  await expect(page.getByRole("button", { name: "Mark resolved" })).toBeDisabled();
  await expect(page.getByRole("textbox", { name: "Comment" })).toBeDisabled();
  await page.goto(sharedUrl(`/destinations/${scene.destination}?tab=configuration`));
  await expect(page.getByRole("button", { name: "Save changes" })).toBeDisabled();
  await expect(page.getByRole("button", { name: "Delete" })).toBeDisabled();
  await expectNoAxeFindings(page);
  await page.goto(sharedUrl(`/log-sources/${scene.failingSource}`));
  await expect(page.getByRole("button", { name: /^Actions for/ })).toBeDisabled();
  await expect(page.getByText('Your role lacks the permission "Manage log sources".').first()).toBeVisible();
  await page.keyboard.press("ControlOrMeta+k");
  const palette = page.getByRole("dialog");
  await expect(palette.getByRole("option", { name: "Light theme" })).toBeVisible();
  await expect(
    palette.getByRole("option", { name: /^(Connect a log source|Add a destination|New schema|Pause)/ }),
  ).toHaveCount(0);
  expect(errors).toEqual([]);
});

test("who may do nothing meets no page that fails", async ({ page }) => {
  test.setTimeout(120_000);
  const refusedReads: string[] = [];
  page.on("response", (answer) => {
    if (answer.status() >= 400 && answer.url().includes("/api/")) refusedReads.push(answer.url());
  });
  await signIn(page, await addUser("Nobody"));
  const { overview, documentation, ...others } = await headings(page);
  expect([overview, documentation]).toEqual(["Overview", "Log schemas"]);
  for (const [name, heading] of Object.entries(others)) expect.soft(heading, name).toBe(refused);
  await page.goto(sharedUrl("/"));
  await expect(page.getByText('Your role lacks the permission "View alerts".')).toBeVisible();
  await page.goto(sharedUrl("/log-sources"));
  await expect(page.getByText('Your role lacks the permission "View log sources".')).toBeVisible();
  await expectNoAxeFindings(page);
  expect(refusedReads).toEqual([]);
});
