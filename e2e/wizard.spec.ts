import { createHmac } from "node:crypto";
import { expect, test } from "@playwright/test";
import { expectNoAxeFindings, expectNoSidewaysScroll } from "./axe.ts";
import { sharedUrl, signIn } from "./sign-in.ts";

/** The wizard by keyboard alone, with a signature for a proof; then what the page says of a source that is paused. */
test("a source is connected by keyboard, step by step, and its signed events come in", async ({ page }) => {
  test.setTimeout(90_000);
  await signIn(page);
  const heading = (name: string) => page.getByRole("heading", { level: 2, name: new RegExp(`${name}$`) });

  await test.step("pressing Enter twice on Continue goes one step, whose heading has the focus", async () => {
    await page.goto(sharedUrl("/log-sources/new/http"));
    await page.getByRole("textbox", { name: "Name" }).fill("signed-by-keyboard");
    await page.getByLabel("Log types").fill("okta");
    await page.getByRole("option", { name: /^Okta\.SystemLog/ }).click();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Continue" }).focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await expect(heading("Authentication")).toBeFocused();
    await expect(heading("Authentication")).toHaveText(/Step 2 of 4/);
    await expect(page).toHaveURL(/step=authentication/);
    await expect(page.getByRole("button", { name: "Create source" })).toBeVisible();
    await page.goBack();
    await expect(heading("Source")).toBeFocused();
    await page.goForward();
    await expect(heading("Authentication")).toBeVisible();
  });

  let secret = "";
  await test.step("a secret that is too short is refused beside its field", async () => {
    await page.getByRole("radio", { name: /^HMAC signature/ }).click();
    await expect(page.getByRole("textbox", { name: "Header" })).toHaveValue("x-telltale-signature");
    await page.getByRole("radio", { name: /^Use my own/ }).click();
    await page.getByLabel("Your secret").fill("too short");
    await page.getByRole("button", { name: "Create source" }).click();
    await expect(page.getByText("Must have at least 16 characters")).toBeVisible();
    await expect(page.getByLabel("Your secret")).toBeFocused();
    await expectNoAxeFindings(page);
    await page.getByRole("radio", { name: /^Generate one/ }).click();
    await page.getByRole("button", { name: "Create source" }).click();
    await expect(heading("Send an event")).toBeFocused();
    const shown = page.getByRole("region", { name: "Signing secret" }).locator("code").first();
    secret = (await shown.textContent()) ?? "";
    expect(secret).toMatch(/^tt_s_[\w-]{43}$/);
  });

  await test.step("the command signs with the secret of the environment, and with the secret itself where that is asked for", async () => {
    const command = page.getByText(/^signature=/);
    await expect(command).toContainText('-hmac "$TELLTALE_SECRET"');
    await expect(command).not.toContainText(secret);
    await page.getByLabel("Write the secret into the command").click();
    await expect(command).toContainText(secret);
    await expectNoSidewaysScroll(page);
    const url = /https?:\/\/[^\s'"\\]+/.exec((await command.textContent()) ?? "")?.[0] ?? "";
    const send = (signature: string) =>
      fetch(url, { method: "POST", body: "{}", headers: { "x-telltale-signature": signature } });
    expect((await send(`sha256=${"0".repeat(64)}`)).status).toBe(401);
    await expect(page.getByText(/1 request arrived and was refused/)).toBeVisible();
    expect((await send(createHmac("sha256", secret).update("{}").digest("hex"))).status).toBe(200);
    await expect(page.getByText(/does not fit any of the log types/)).toBeVisible();
    await page.getByRole("button", { name: "Send a sample event for me" }).click();
    await expect(page.getByText(/First event received .*classified as/)).toBeVisible();
  });

  await test.step("left at this step, it has the alarm that the last step asks about", async () => {
    const id = new URL(page.url()).searchParams.get("source");
    await page.goto(sharedUrl(`/log-sources/${id}`));
    await expect(page.getByText("1 day without events")).toBeVisible();
  });

  await test.step("paused stands beside what fails, with the way back in sight", async () => {
    await page.getByRole("button", { name: /^Actions for/ }).click();
    await page.getByRole("menuitem", { name: /^Pause/ }).click();
    const head = page.getByRole("main").locator("header");
    await expect(head.getByText("Paused", { exact: true })).toBeVisible();
    await expect(head.getByText("Unhealthy", { exact: true })).toBeVisible();
    await expectNoAxeFindings(page);
    await page.getByRole("button", { name: "Resume" }).click();
    await expect(page.getByRole("button", { name: "Resume" })).toHaveCount(0);
  });
});
