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
    await page.getByRole("textbox", { name: "Name" }).fill("drop-off-journey");
    await page.getByLabel("Log types").fill("okta");
    await page.getByRole("option", { name: /^Okta\.SystemLog/ }).click();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("button", { name: "Create source" }).click();
    await expect(page.getByText("Waiting for your first event")).toBeVisible();
    await page.goto(page.url().replace("step=send", "step=done"));
    await expect(page.getByRole("heading", { name: "Trigger an alert when no events are processed" })).toBeVisible();
    await expect(page.getByRole("radio", { name: /Yes, after 1 day/ })).toBeChecked();
    await expect(page.getByRole("textbox", { name: "Number" })).toHaveValue("1");
    await expect(page.getByLabel("Period")).toHaveValue("Day(s)");
    await expect(page.getByText(/destinations? (is|are) (to be )?told/)).toBeVisible();
    await expectNoAxeFindings(page);
  });

  await test.step("whichever way the page is left, what it says is what is set", async () => {
    await expect(page.getByText("Saved: an alert after 1 day without events.")).toBeVisible();
    const done = page.url();
    await page.getByRole("link", { name: "Connect another" }).click();
    await expect(page).toHaveURL(/\/log-sources\/new$/);
    await page.goto(sharedUrl("/log-sources?q=drop-off-journey"));
    await expect(page.getByText("alarm 1 day").filter({ visible: true }).first()).toBeVisible();
    await page.goto(done);
    await page.getByRole("radio", { name: /^No/ }).click();
    await expect(page.getByText("Saved: no alarm.")).toBeVisible();
    await page.reload();
    await expect(page.getByRole("radio", { name: /^No/ })).toBeChecked();
    await expect(page.getByText("Saved: no alarm.")).toBeVisible();
    await page.getByRole("radio", { name: /^Yes/ }).click();
    await page.getByLabel("Number").fill("31");
    await expect(page.getByText(/Not saved until the window is right/)).toBeVisible();
    await expect(page.getByRole("radio", { name: /^Yes/ })).not.toHaveAccessibleName(/31/);
    await page.reload();
    await expect(page.getByRole("textbox", { name: "Number" })).toHaveValue("31");
    await page.getByRole("button", { name: "Finish set-up" }).click();
    await expect(page.getByText("Choose a whole number from 15 minutes to 30 days")).toBeVisible();
    await page.getByLabel("Number").fill("2");
    await page.getByRole("button", { name: "Finish set-up" }).click();
    await expect(page).toHaveURL(/\/log-sources\/[0-9a-f-]{36}$/);
    await expect(alarm.getByText("2 days without events")).toBeVisible();
    await expect(page.locator("#content")).toBeFocused();
  });

  await test.step("the pop-up on Overview changes the window and refuses what is out of bounds", async () => {
    await page.getByRole("button", { name: /Configure the alarm/ }).click();
    await expect(dialog.getByText(/How long should .* wait before it sends you an alert/)).toBeVisible();
    await expect(dialog.getByRole("switch", { name: "Alert when no events are processed" })).toBeFocused();
    await expect(dialog.getByText(/There is not enough history yet .* with these settings/)).toBeVisible();
    await expect(dialog.getByText(/A window cannot be learned because/)).toBeVisible();
    await expectNoAxeFindings(page);
    await dialog.getByLabel("Number").fill("14");
    await dialog.getByLabel("Period").selectOption("Minute(s)");
    await dialog.getByRole("button", { name: "Apply Changes" }).click();
    await expect(dialog.getByText("Choose a whole number from 15 minutes to 30 days")).toBeVisible();
    await expect(dialog.getByLabel("Number")).toBeFocused();
    await dialog.getByLabel("Number").fill("90");
    const section = dialog.getByText("Days, hours and snooze");
    const hasCalendar = dialog.getByLabel("Events are expected only at some days or hours");
    await section.click();
    await hasCalendar.click();
    await hasCalendar.click();
    await expect(hasCalendar).toBeFocused();
    await hasCalendar.click();
    await expectNoAxeFindings(page);
    await dialog.getByLabel("To", { exact: true }).fill("25:00");
    await section.click();
    await expect(hasCalendar).toBeHidden();
    await dialog.getByRole("button", { name: "Apply Changes" }).click();
    await expect(dialog.getByLabel("To", { exact: true })).toBeFocused();
    await expect(dialog.getByText("Must be a time like 09:00")).toBeInViewport();
    await dialog.getByLabel("To", { exact: true }).fill("17:00");
    await page.mouse.click(5, 5);
    await expect(dialog).toBeVisible();
    await dialog.getByLabel("Snooze", { exact: true }).selectOption("For 4 hours");
    await expect(dialog.getByText(/No alert before/)).toBeVisible();
    await dialog.getByLabel("Snooze", { exact: true }).selectOption("Until a date");
    await expectNoAxeFindings(page);
    await dialog.getByLabel(/Snoozed until/).fill("2031-02-03T04:05");
    await dialog.getByRole("button", { name: "Apply Changes" }).click();
    await expect(dialog).toBeHidden();
    await expect(alarm.getByText("1 hour 30 minutes without events, in its hours")).toBeVisible();
    await expect(alarm.getByText(/Events are expected Monday to Friday, 08:00 to 17:00 \(/)).toBeVisible();
    await expect(alarm.getByText("no alert until Feb 3, 2031 at 04:05")).toBeVisible();
    await expectNoAxeFindings(page);
  });

  await test.step("a further alarm says what it watches, and cannot be set twice", async () => {
    await page.getByRole("button", { name: "Add another" }).click();
    await expect(dialog.getByLabel("Alert when")).toBeFocused();
    await expect(dialog.getByText("drop-off-journey: too few events are processed")).toBeVisible();
    await dialog.getByLabel("Events expected at least").fill("1");
    await dialog.getByRole("button", { name: "Apply Changes" }).click();
    await expect(dialog.getByLabel("Events expected at least")).toBeFocused();
    await dialog.getByLabel("Events expected at least").fill("50");
    await dialog.getByRole("button", { name: "Apply Changes" }).click();
    await expect(alarm.getByText("Fewer than 50 events in 1 day")).toBeVisible();
    await page.getByRole("button", { name: "Add another" }).click();
    await dialog.getByLabel("Alert when").selectOption("low-volume");
    await expect(dialog.getByRole("option", { name: "All log types together (set already)" })).toBeDisabled();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: /Configure the alarm: fewer than 50/ }).click();
    await expect(dialog.getByText("drop-off-journey: too few events are processed")).toBeVisible();
    await dialog.getByRole("switch").click();
    await dialog.getByRole("button", { name: "Apply Changes" }).click();
    await expect(dialog).toBeHidden();
    await expect(alarm.getByText("Fewer than 50 events in 1 day")).toBeHidden();
    await expect(page.getByRole("button", { name: "Add another" })).toBeFocused();
  });

  await test.step("switched off, it is not set", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole("button", { name: /Configure the alarm/ }).click();
    await expectNoSidewaysScroll(page);
    await dialog.getByRole("switch").click();
    await dialog.getByRole("button", { name: "Apply Changes" }).click();
    await expect(alarm.getByText("Not Set")).toBeVisible();
    await expect(alarm.getByText("Nobody is told when this source falls silent.")).toBeVisible();
    await page.getByRole("button", { name: "Configure the drop-off alarm" }).click();
    await expect(dialog.getByText("Not set yet")).toBeVisible();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  await test.step("from the list, for every source that is selected", async () => {
    await page.goto(sharedUrl("/log-sources?q=drop-off-journey"));
    await page.getByRole("checkbox", { name: /drop-off-journey/ }).click();
    await page.getByRole("button", { name: "Drop-off alarm", exact: true }).click();
    await expect(dialog.getByText(/destinations? (is|are) (to be )?told/)).toBeVisible();
    await expectNoAxeFindings(page);
    await dialog.getByLabel("Period").selectOption("Hour(s)");
    await dialog.getByRole("button", { name: "Apply Changes" }).click();
    await expect(page.getByText("Drop-off alarm of 1 hour set on 1 source").first()).toBeVisible();
    await expect(page.getByText("alarm 1 hour").filter({ visible: true }).first()).toBeVisible();
    await page.getByRole("button", { name: "Drop-off alarm", exact: true }).click();
    await expect(dialog.getByText(/^1 of these has this alarm already/)).toBeVisible();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "Actions for drop-off-journey" }).click();
    await page.getByRole("menuitem", { name: "Drop-off alarm" }).click();
    await expect(dialog.getByLabel("Period")).toHaveValue("Hour(s)");
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await page.goto(sharedUrl("/log-sources"));
    await page.getByRole("link", { name: /^No drop-off alarm/ }).click();
    await expect(page).toHaveURL(/alarm=none/);
    await expect(page.getByRole("link", { name: "okta-prod" })).toBeVisible();
    await expect(page.getByRole("link", { name: "drop-off-journey" })).toBeHidden();
    await page.getByRole("link", { name: /^No drop-off alarm/ }).click();
    await page.getByRole("link", { name: "drop-off-journey" }).click();
    await expect(alarm.getByText("1 hour without events")).toBeVisible();
  });
});
