import { expect, test } from "@playwright/test";
import { type Product, startProduct } from "#lib/testing/product.ts";
import { type Receiver, startReceiver } from "#lib/testing/receiver.ts";
import { brokenOktaEvent, sampleEvents } from "#scripts/demo/sample-events.ts";
import { expectNoAxeFindings } from "./axe.ts";

let product: Product;
let receiver: Receiver;

test.beforeAll(async () => {
  receiver = await startReceiver();
  product = await startProduct({ isFirstRun: true });
});

test.afterAll(async () => {
  await product.stop();
  await receiver.close();
});

/** The five things a new user does, in one browser and without anything that was set up before. */
test("a new user sets up, connects a source and a destination, sees what fails, resolves it, and sees it come back", async ({
  page,
}) => {
  test.setTimeout(120_000);
  const at = (path: string) => `${product.url}${path}`;

  await test.step("first-run set-up creates the first admin", async () => {
    await page.goto(at("/"));
    await expect(page).toHaveURL(/\/setup$/);
    await expectNoAxeFindings(page);
    await page.getByLabel("Name").fill("Ada Example");
    await page.getByLabel("E-mail").fill("ada@example.com");
    await page.getByLabel("Password", { exact: true }).fill("too short");
    await page.getByRole("button", { name: "Create admin and sign in" }).click();
    await expect(page.getByText("At least 12 characters", { exact: true })).toBeVisible();
    await page.getByLabel("Password", { exact: true }).fill("a sentence is easier");
    await page.route("**/api/setup", (route) => route.abort(), { times: 1 });
    await page.getByRole("button", { name: "Create admin and sign in" }).click();
    await expect(page.getByText("No answer to this came")).toBeVisible();
    await page.getByRole("button", { name: "Create admin and sign in" }).click();
    await expect(page.getByRole("navigation").getByRole("link", { name: "Log sources" })).toBeVisible();
  });

  let ingestUrl = "";
  let secret = "";
  await test.step("the wizard connects an HTTP source and turns green by itself", async () => {
    await page.goto(at("/log-sources/new/http"));
    await page.getByLabel("Name").fill("okta-prod");
    await page.getByLabel("Log types").fill("okta");
    await page.getByRole("option", { name: /^Okta\.SystemLog/ }).click();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Continue" }).click();
    await expectNoAxeFindings(page);
    await page.getByRole("button", { name: "Create source" }).click();
    const command = page.getByText(/^curl /);
    await expect(command).toBeVisible();
    const text = (await command.textContent()) ?? "";
    ingestUrl = /https?:\/\/[^\s'"\\]+/.exec(text)?.[0] ?? "";
    expect(text).toContain('"x-telltale-secret: $TELLTALE_SECRET"');
    secret = (await page.getByRole("region", { name: "Shared secret" }).locator("code").first().textContent()) ?? "";
    expect(secret).toMatch(/^tt_s_[\w-]{43}$/);
    await expect(page.getByText("Waiting for your first event")).toBeVisible();

    const refused = await fetch(ingestUrl, { method: "POST", body: "{}", headers: { "x-telltale-secret": "wrong" } });
    expect(refused.status).toBe(401);
    expect(((await refused.json()) as { message: string }).message).toContain("x-telltale-secret");
    await expect(page.getByText(/1 request arrived and was refused/)).toBeVisible();

    const good = JSON.stringify(sampleEvents["Okta.SystemLog"]?.(new Date(), 1));
    const taken = await fetch(ingestUrl, { method: "POST", body: good, headers: { "x-telltale-secret": secret } });
    expect(taken.status).toBe(200);
    await expect(page.getByText(/First event received .*classified as/)).toBeVisible();
    await expectNoAxeFindings(page);
    await page.getByRole("link", { name: "Continue" }).click();
    await expect(page.getByText(/First event received .*classified as/)).toBeVisible();
    await expect(page.getByText("Trigger an alert when no events are processed")).toBeVisible();
    await expectNoAxeFindings(page);
  });

  await test.step("without a destination, set-up and the alarm's pop-up warn that nobody would be told", async () => {
    const dialog = page.getByRole("dialog", { name: "Configure Drop-off Alarm" });
    await expect(page.getByText("Nobody would be told")).toBeVisible();
    await expect(page.getByRole("link", { name: "Add a destination" })).toHaveAttribute("href", "/destinations/new");
    await page.getByRole("button", { name: "Finish set-up" }).click();
    await page.getByRole("button", { name: /Configure the alarm/ }).click();
    await expect(dialog.getByText("Nobody would be told")).toBeVisible();
    await expectNoAxeFindings(page);
    await dialog.getByRole("link", { name: "Add a destination" }).click();
    await expect(page).toHaveURL(/\/destinations\/new/);
  });

  await test.step("a webhook destination for System Errors answers to a test alert", async () => {
    await page.goto(at("/destinations/new/webhook"));
    await page.getByLabel(/^Name|Display name/).fill("soar");
    await page.getByLabel(/URL/).fill(receiver.url);
    await expectNoAxeFindings(page);
    await page.getByRole("button", { name: /Add destination/i }).click();
    const signingSecret = page.getByText(/^whsec_/);
    await expect(signingSecret).toBeVisible();
    receiver.secret = ((await signingSecret.textContent()) ?? "").trim();
    receiver.answerWith({ status: 202, body: "taken, thank you" });
    await page.getByRole("button", { name: "Send test alert" }).click();
    await expect(page.getByText("The receiver answered 202")).toBeVisible();
    await expect(page.getByText(/taken, thank you/)).toBeVisible();
    const tested = await receiver.waitFor(({ json }) => json?.type === "alert.test");
    expect(tested.isSignatureValid).toBe(true);
    receiver.answerWith(200);
  });

  const sendBroken = async (n: number) => {
    const body = JSON.stringify(brokenOktaEvent(new Date(), n));
    const answer = await fetch(ingestUrl, { method: "POST", body, headers: { "x-telltale-secret": secret } });
    expect(answer.status).toBe(200);
  };
  const title = "Source [okta-prod] received events that we were unable to classify in the last 24 hours";

  await test.step("a line that fits no schema becomes a System Error with its cause", async () => {
    await page.goto(at("/alerts?tab=system-errors"));
    await sendBroken(1);
    const told = await receiver.waitFor(({ json }) => json?.type === "alert.opened");
    expect(told.isSignatureValid).toBe(true);
    expect(told.json?.data).toMatchObject({ severity: "CRITICAL", type: "SYSTEM_ERROR" });
    await page.goto(at("/alerts?tab=system-errors"));
    await expect(page.getByRole("link", { name: title })).toBeVisible();
    await expectNoAxeFindings(page);
    await page.getByRole("button", { name: /notifications|bell/i }).click();
    await expect(
      page
        .getByRole("dialog")
        .getByText(/okta-prod/)
        .first(),
    ).toBeVisible();
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: title, exact: true }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("okta-prod");
    await expect(page.getByText("Critical").first()).toBeVisible();
    await expect(page.getByRole("cell", { name: /published/ }).first()).toBeVisible();
    await expect(page.locator("mark").first()).toContainText(/\d{4}\/\d\d\/\d\d/);
    await expectNoAxeFindings(page);

    await sendBroken(2);
    await expect(page.getByText(/2 lines/).first()).toBeVisible({ timeout: 20_000 });
  });

  await test.step("the source's Health tab shows classified and unclassified", async () => {
    await page
      .getByRole("link", { name: /health/i })
      .first()
      .click();
    await expect(page).toHaveURL(/\/log-sources\/.*tab=health/);
    await expect(page.getByRole("heading", { name: /Classified and not classified/ })).toBeVisible();
    await expectNoAxeFindings(page);
    await page.goBack();
  });

  await test.step("marked resolved, the next failing line opens it again as regressed", async () => {
    await page.getByRole("button", { name: "Mark resolved" }).click();
    await expect(page.getByText("Resolved", { exact: true }).first()).toBeVisible();
    await receiver.waitFor(({ json }) => json?.type === "alert.resolved");
    await sendBroken(3);
    const again = await receiver.waitFor(({ json }) => json?.type === "alert.regressed");
    expect(again.isSignatureValid).toBe(true);
    await expect(page.getByText("Regressed", { exact: true }).first()).toBeVisible({ timeout: 20_000 });
  });
});
