import { expect, test } from "@playwright/test";
import { expectNoAxeFindings, expectNoSidewaysScroll } from "./axe.ts";
import { sharedUrl, signIn } from "./sign-in.ts";

/** Both ways to a drop-off alarm: the last page of set-up, and the pencil on a source's Overview. Then many at once. */
test("a new source is watched for a day unless chosen otherwise, and the alarm is changed, refused in words, and removed", async ({
  page,
}) => {
  test.setTimeout(120_000);
  await signIn(page);
  const alarm = page.locator("section", { has: page.getByRole("heading", { name: "Drop-off Alarm" }) });
  const dialog = page.getByRole("dialog", { name: "Configure Drop-off Alarm" });

  await test.step("set-up asks, with yes and one day as its answer", async () => {
    await page.goto(sharedUrl("/log-sources/new/http"));
    await page.getByLabel("Name").fill("drop-off-journey");
    await page.getByLabel("Log types").fill("okta");
    await page.getByRole("option", { name: /Okta\.SystemLog/ }).click();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("button", { name: "Create source" }).click();
    await expect(page.getByText("Waiting for your first event")).toBeVisible();
    await page.goto(page.url().replace("step=send", "step=done"));
    await expect(page.getByRole("heading", { name: "Trigger an alert when no events are processed" })).toBeVisible();
    await expect(page.getByRole("radio", { name: /Yes, after 1 day/ })).toBeChecked();
    await expect(page.getByLabel("Number")).toHaveValue("1");
    await expect(page.getByLabel("Period")).toHaveValue("Day(s)");
    await expect(page.getByText(/destinations? (is|are) told/)).toBeVisible();
    await expectNoAxeFindings(page);
    await page.getByLabel("Number").fill("31");
    await page.getByRole("button", { name: "Finish set-up" }).click();
    await expect(page.getByText("Choose a whole number from 15 minutes to 30 days")).toBeVisible();
    await page.getByLabel("Number").fill("2");
    await page.getByRole("button", { name: "Finish set-up" }).click();
    await expect(page).toHaveURL(/\/log-sources\/[0-9a-f-]{36}$/);
    await expect(alarm.getByText("2 days without events")).toBeVisible();
  });

  await test.step("the pop-up on Overview changes the window and refuses what is out of bounds", async () => {
    await page.getByRole("button", { name: /Configure the alarm/ }).click();
    await expect(dialog.getByText(/How long should .* wait before it sends you an alert/)).toBeVisible();
    await expect(dialog.getByText(/No alarm in the last day|alarm in the last/)).toBeVisible();
    await expectNoAxeFindings(page);
    await dialog.getByLabel("Number").fill("14");
    await dialog.getByLabel("Period").selectOption("Minute(s)");
    await dialog.getByRole("button", { name: "Apply Changes" }).click();
    await expect(dialog.getByText("Choose a whole number from 15 minutes to 30 days")).toBeVisible();
    await expect(dialog.getByLabel("Number")).toBeFocused();
    await dialog.getByLabel("Number").fill("90");
    await dialog.getByText("Days, hours and snooze").click();
    await dialog.getByLabel("Events are expected only at some days or hours").click();
    await expectNoAxeFindings(page);
    await dialog.getByRole("button", { name: "Apply Changes" }).click();
    await expect(dialog).toBeHidden();
    await expect(alarm.getByText("1 hour 30 minutes without events, in its hours")).toBeVisible();
  });

  await test.step("switched off, it is not set", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole("button", { name: /Configure the alarm/ }).click();
    await expectNoSidewaysScroll(page);
    await dialog.getByRole("switch").click();
    await dialog.getByRole("button", { name: "Apply Changes" }).click();
    await expect(alarm.getByText("Not Set")).toBeVisible();
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  await test.step("from the list, for every source that is selected", async () => {
    await page.goto(sharedUrl("/log-sources?q=drop-off-journey"));
    await page.getByRole("checkbox", { name: /drop-off-journey/ }).click();
    await page.getByRole("button", { name: "Drop-off alarm" }).click();
    await expectNoAxeFindings(page);
    await dialog.getByLabel("Period").selectOption("Hour(s)");
    await dialog.getByRole("button", { name: "Apply Changes" }).click();
    await expect(page.getByText("Drop-off alarm of 1 hour set on 1 source").first()).toBeVisible();
    await page.getByRole("link", { name: "drop-off-journey" }).click();
    await expect(alarm.getByText("1 hour without events")).toBeVisible();
  });
});
