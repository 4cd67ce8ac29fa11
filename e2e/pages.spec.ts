import { expect, test } from "@playwright/test";
import { opened, pages } from "#scripts/screenshots/pages.ts";
import type { Scene } from "#scripts/screenshots/scene.ts";
import { expectNoAxeFindings, expectNoSidewaysScroll } from "./axe.ts";
import { sharedUrl, signIn } from "./sign-in.ts";

const looks = [
  { theme: "light", width: 1440, height: 900 },
  { theme: "dark", width: 390, height: 844 },
] as const;

for (const { theme, width, height } of looks) {
  test(`every page in ${theme} at ${width} px: axe finds nothing, nothing scrolls sideways, nothing is fetched from elsewhere`, async ({
    browser,
  }) => {
    test.setTimeout(180_000);
    const scene: Scene = JSON.parse(process.env.E2E_SCENE ?? "");
    const context = await browser.newContext({
      colorScheme: theme,
      viewport: { width, height },
      reducedMotion: "reduce",
    });
    const page = await context.newPage();
    const elsewhere: string[] = [];
    const errors: string[] = [];
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (url.protocol.startsWith("http") && url.origin !== new URL(sharedUrl("/")).origin)
        elsewhere.push(request.url());
    });
    page.on("pageerror", (error) => errors.push(`${page.url()}: ${error.message}`));
    await page.goto(sharedUrl("/sign-in"));
    await expectNoAxeFindings(page);
    await expectNoSidewaysScroll(page);
    await signIn(page);
    for (const [name, pathOf] of Object.entries(pages)) {
      const answer = await page.goto(sharedUrl(pathOf(scene)));
      expect.soft(answer?.status(), name).toBe(200);
      await expect(page.getByRole("heading", { level: 1 }), name).toBeVisible();
      await expect(page.getByText("This page could not be loaded"), name).toHaveCount(0);
      await opened[name]?.(page);
      await expectNoSidewaysScroll(page);
      await expectNoAxeFindings(page);
    }
    expect(elsewhere).toEqual([]);
    expect(errors).toEqual([]);
    await context.close();
  });
}

test("an address that does not exist says so and leads back", async ({ page }) => {
  await signIn(page);
  const answer = await page.goto(sharedUrl("/no-such-page"));
  expect(answer?.status()).toBe(404);
  await expectNoAxeFindings(page);
});

test("signed out, every page leads to the sign-in and back", async ({ page }) => {
  await page.goto(sharedUrl("/destinations"));
  await expect(page).toHaveURL(/\/sign-in/);
  await page.getByLabel("E-mail").fill("admin@example.com");
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  await expect(page.getByLabel("E-mail")).toHaveValue("admin@example.com");
  await expectNoAxeFindings(page);
});
