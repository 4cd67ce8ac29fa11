import { expect, test } from "@playwright/test";
import { expectNoAxeFindings } from "./axe.ts";
import { sharedUrl, signIn } from "./sign-in.ts";

const name = "acme-billing";

/** A log of one's own: its schema with a mistake on the way, a source for it, its first event, and its end. */
test("a custom schema is corrected and used, and its source is found, paused, changed and deleted", async ({
  page,
}) => {
  test.setTimeout(120_000);
  await signIn(page);

  await test.step("a mistake in the YAML stands beside it with its line, and leads to it", async () => {
    await page.goto(sharedUrl("/schemas/new"));
    await page.getByLabel("Name").fill("Acme.Billing");
    const yaml = page.getByLabel("YAML");
    const starter = await yaml.inputValue();
    await yaml.fill(`${starter}  - name: amount\n    type: flot\n`);
    await expect(page.getByText("1 mistake")).toBeVisible();
    await expectNoAxeFindings(page);
    await page.getByRole("button", { name: /Line 21, column 11/ }).click();
    await page.keyboard.type("float");
    await expect(yaml).toHaveValue(`${starter}  - name: amount\n    type: float\n`);
    await expect(page.getByText("No mistakes")).toBeVisible();
    await page.getByRole("button", { name: "Create schema" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Custom.Acme.Billing" })).toBeVisible();
    await expect(page.getByText("amount")).toBeVisible();
  });

  await test.step("what is typed into the wizard outlives a reload, and errors stand beside their fields", async () => {
    await page.goto(sharedUrl("/log-sources/new/http"));
    await page.getByRole("button", { name: "Continue" }).click();
    await expect(page.getByText("Must not be empty")).toBeVisible();
    await expect(page.getByLabel("Name")).toBeFocused();
    await page.getByLabel("Name").fill(name);
    await page.getByLabel("Log types").fill("billing");
    await page.getByRole("option", { name: /Custom\.Acme\.Billing/ }).click();
    await page.keyboard.press("Escape");
    await page.reload();
    await expect(page.getByLabel("Name")).toHaveValue(name);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("radio", { name: /^None/ }).click();
    await expect(page.getByText(/Anyone who knows the address/)).toBeVisible();
    await page.getByRole("button", { name: "Create source" }).click();
    await page.getByRole("button", { name: "Send a sample event for me" }).click();
    await expect(page.getByText(/First event received .*classified as Custom\.Acme\.Billing/)).toBeVisible();
  });

  await test.step("a name that is taken leads back to its field", async () => {
    await page.goto(sharedUrl("/log-sources/new/http"));
    await page.getByLabel("Name").fill(name);
    await page.getByLabel("Log types").fill("billing");
    await page.getByRole("option", { name: /Custom\.Acme\.Billing/ }).click();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("button", { name: "Create source" }).click();
    await expect(page.getByText(`Another log source is named "${name}"`)).toBeVisible();
    await expect(page.getByLabel("Name")).toBeFocused();
  });

  await test.step("the list is searched by its URL and worked by keys", async () => {
    await page.goto(sharedUrl("/log-sources"));
    const search = page.getByRole("searchbox", { name: "Search log sources" });
    // Keys answer once the page is alive.
    await expect(async () => {
      await page.keyboard.press("/");
      await expect(search).toBeFocused({ timeout: 500 });
    }).toPass();
    await page.keyboard.type(name);
    await expect(page).toHaveURL(/q=acme-billing/);
    await expect(page.getByRole("checkbox", { name: /^Select (?!all)/ })).toHaveCount(1);
    await page.goBack();
    await expect(search).toHaveValue("");
    await expect(page).toHaveURL(/log-sources$/);
    await page.goForward();
    await expect(search).toHaveValue(name);
    await page.reload();
    await expect(page.getByRole("checkbox", { name: /^Select (?!all)/ })).toHaveCount(1);
    const link = page.getByRole("link", { name });
    await expect(async () => {
      await page.keyboard.press("j");
      await expect(link).toBeFocused({ timeout: 500 });
    }).toPass();
    await page.keyboard.press("x");
    await expect(page.getByText("1 selected")).toBeVisible();
    await page.getByRole("button", { name: "Pause", exact: true }).click();
    await expect(page.getByRole("listitem").getByText("Paused", { exact: true })).toBeVisible();
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(page.getByRole("listitem").getByText("Healthy", { exact: true })).toBeVisible();
    await link.click();
  });

  await test.step("a secret that is turned on is shown once", async () => {
    await page.getByRole("link", { name: "Configuration" }).click();
    await page.getByRole("radio", { name: /^Shared secret/ }).click();
    await page.getByRole("button", { name: "Save changes" }).click();
    await expect(page.getByText(/^tt_s_/)).toBeVisible();
    await page.reload();
    await expect(page.getByRole("radio", { name: /^Keep the secret/ })).toBeChecked();
    await expect(page.getByText(/^tt_s_/)).toHaveCount(0);
  });

  await test.step("deleting says in numbers what is lost, and gives the focus back when it is left", async () => {
    const remove = page.getByRole("button", { name: "Delete", exact: true });
    await remove.click();
    const dialog = page.getByRole("dialog", { name: `Delete ${name}?` });
    await expect(dialog.getByText(/received 1 event in the last 24 hours/)).toBeVisible();
    await expectNoAxeFindings(page);
    await page.keyboard.press("Escape");
    await expect(remove).toBeFocused();
    await remove.click();
    await dialog.getByRole("button", { name: "Delete the source" }).click();
    await expect(page).toHaveURL(/\/log-sources$/);
    await expect(page.getByRole("link", { name })).toHaveCount(0);
  });
});
