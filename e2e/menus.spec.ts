import { expect, test } from "@playwright/test";
import { sharedUrl, signIn } from "./sign-in.ts";

/** A page is first drawn beside its skeleton; what floats must still find the page when it opens. */
test("the actions of a source open at once, after a load and after a link", async ({ page }) => {
  await signIn(page);
  const actions = page.getByRole("button", { name: /^Actions for / }).first();
  const edit = page.getByRole("menuitem", { name: "Edit" });
  // Far less than the 10 s after which the list is read and drawn again.
  const atOnce = { timeout: 2_000 };

  await test.step("after a load", async () => {
    await page.goto(sharedUrl("/log-sources"));
    await actions.click();
    await expect(edit).toBeVisible(atOnce);
    await expect(page.locator("main").getByRole("menuitem", { name: "Edit" })).toBeVisible(atOnce);
    await page.keyboard.press("Escape");
    await expect(edit).toBeHidden(atOnce);
    await expect(actions).toBeFocused();
  });

  await test.step("after a link, while the list is still being read", async () => {
    await page.goto(sharedUrl("/"));
    await page.getByRole("link", { name: "Log sources", exact: true }).first().click();
    await actions.click();
    await expect(edit).toBeVisible(atOnce);
    await page.keyboard.press("Escape");
    await expect(edit).toBeHidden(atOnce);
  });
});
