import { expect, type Page, test } from "@playwright/test";
import { expectNoAxeFindings, expectNoSidewaysScroll } from "./axe.ts";
import { sharedUrl, signIn } from "./sign-in.ts";

const label = "acme-vpn-repaired";
const specOf = (actions: string, bytes: string) =>
  `fields:
  - { name: id, type: string, required: true }
  - { name: action, type: string, validate: { allow: [${actions}] } }
  - { name: bytes, type: ${bytes} }
`;
const lines = [
  ...[1, 2, 3, 4].map((id) => ({ id: String(id), action: "reconnect" })),
  ...[5, 6].map((id) => ({ id: String(id), bytes: "many" })),
];

/** Calls the API in the page, as the user who is signed in. */
async function call<T>(page: Page, method: string, path: string, body?: object): Promise<T> {
  return page.evaluate(
    async ([verb, address, text]) => {
      const json = text === null ? {} : { body: text, headers: { "content-type": "application/json" } };
      const answer = await fetch(`/api/v1${address}`, { method: verb, ...json });
      if (!answer.ok) throw new Error(`${verb} ${address}: ${answer.status} ${await answer.text()}`);
      return answer.status === 204 ? null : await answer.json();
    },
    [method, path, body ? JSON.stringify(body) : null] as const,
  );
}

async function failingSource(page: Page): Promise<string> {
  await call(page, "PUT", "/schemas/Custom.Acme.Repaired", { spec: specOf("connect", "int") });
  const { ingestUrl } = await call<{ ingestUrl: string }>(page, "POST", "/log-sources/http", {
    integrationLabel: label,
    logStreamType: "Auto",
    logTypes: ["Custom.Acme.Repaired"],
    authMethod: "None",
  });
  await fetch(ingestUrl, { method: "POST", body: lines.map((line) => `${JSON.stringify(line)}\n`).join("") });
  const alertOf = async () => {
    const path = `/alerts?type=SYSTEM_ERROR&text-contains=${label}`;
    return (await call<{ results: { id: string }[] }>(page, "GET", path)).results[0]?.id ?? null;
  };
  await expect.poll(alertOf).not.toBeNull();
  return String(await alertOf());
}

test("a repaired schema is seen to repair: so many kept lines would fit, and the error ends by itself", async ({
  page,
}) => {
  test.setTimeout(150_000);
  await signIn(page);
  const alert = await failingSource(page);
  await page.goto(sharedUrl(`/alerts/${alert}`));
  const row = (field: string) => page.getByRole("row").filter({ hasText: field });

  await test.step("the first thing to do is the field that most lines fail for, in the editor", async () => {
    const edit = page.getByRole("link", { name: "Edit Custom.Acme.Repaired at action" });
    await expect(edit).toHaveAttribute("href", "/schemas/Custom.Acme.Repaired/edit?field=action");
  });

  await test.step("after one field is repaired it says how many lines would fit, and which cause is over", async () => {
    await call(page, "PUT", "/schemas/Custom.Acme.Repaired", { spec: specOf("connect, reconnect", "int") });
    await expect(page.getByText("4 of 6 kept lines would now fit.")).toBeVisible({ timeout: 70_000 });
    await expect(row("action")).toContainText("no kept line any more");
    await expect(row("bytes")).not.toContainText("no kept line any more");
    await expect(page.getByRole("link", { name: "Edit Custom.Acme.Repaired at bytes" })).toBeVisible();
    await expectNoAxeFindings(page);
    await page.goto(sharedUrl(`/alerts?q=${label}`));
    await expect(page.getByText("4 of 6 kept lines would now fit")).toBeVisible();
  });

  await test.step("after the other one the error is resolved, and says why", async () => {
    await page.goto(sharedUrl(`/alerts/${alert}`));
    await call(page, "PUT", "/schemas/Custom.Acme.Repaired", { spec: specOf("connect, reconnect", "string") });
    await expect(page.getByText("All 6 kept lines would now fit the schemas of the source")).toBeVisible({
      timeout: 70_000,
    });
    await expect(page.getByRole("button", { name: "Reopen" })).toBeVisible();
    await expect(page.getByText("closes by itself")).toHaveCount(0);
  });

  await test.step("a comment is written, gives the keys back, is changed and deleted by whom wrote it", async () => {
    const field = page.getByRole("textbox", { name: "Comment", exact: true });
    await field.fill("**Fixed** in https://example.com/change/7");
    await field.press("Control+Enter");
    await expect(field).not.toBeFocused();
    const entry = page.getByRole("listitem").filter({ hasText: "Fixed in" });
    await expect(entry.getByRole("link")).toHaveAttribute("href", "https://example.com/change/7");
    await entry.getByRole("button", { name: "Edit" }).click();
    await page.getByRole("textbox", { name: "Change the comment" }).fill("Fixed in revision 3");
    // From another window, meanwhile.
    const [{ id }] = (await call<{ results: [{ id: string }] }>(page, "GET", `/alert-comments?alert-id=${alert}`))
      .results;
    await call(page, "POST", `/alert-comments/${id}`, { alertId: alert, body: "Broken again", format: "PLAIN_TEXT" });
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("It was changed meanwhile, to")).toBeVisible();
    await expect(page.getByText("Broken again").first()).toBeVisible();
    await expectNoAxeFindings(page);
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("Fixed in revision 3")).toBeVisible();
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await expect(page.getByText("Fixed in revision 3")).toHaveCount(0);
  });
});

test("a list acts on what is chosen: on the rows, or on all that the filter finds", async ({ page }) => {
  await signIn(page);
  await page.goto(sharedUrl("/alerts?tab=system-errors&state=all"));
  const selected = page.getByText(/alerts? selected/).first();

  await test.step("what is chosen is counted, and gone with the filter", async () => {
    await page.getByRole("checkbox", { name: "Select all" }).check();
    await expect(selected).toBeVisible();
    await page.getByRole("link", { name: /^Invalid/ }).click();
    await expect(page).toHaveURL(/state=invalid/);
    await expect(selected).toHaveCount(0);
  });

  await test.step("what was not done stays chosen, and its comment typed", async () => {
    await page.goto(sharedUrl("/alerts?tab=system-errors&state=all"));
    await page.getByRole("checkbox", { name: "Select all" }).check();
    await page.getByRole("button", { name: "Comment", exact: true }).click();
    const comment = page.getByRole("textbox", { name: /^Comment on/ });
    await comment.fill("Looked at");
    await page.route("**/api/v1/alerts", (route) => route.abort());
    await comment.locator("xpath=following-sibling::button").click();
    await expect(page.getByText(/It is not known whether this was done/).first()).toBeVisible();
    await expect(comment).toHaveValue("Looked at");
    await expect(selected).toBeVisible();
    await page.unroute("**/api/v1/alerts");
    await comment.locator("xpath=following-sibling::button").click();
    await expect(page.getByText(/^Commented/).first()).toBeVisible();
    await expect(selected).toHaveCount(0);
  });

  await test.step("a source whose name was typed faster than names come is the one that is filtered by", async () => {
    await page.goto(sharedUrl("/alerts?tab=system-errors&state=all"));
    await page.getByRole("button", { name: "Filters" }).click();
    await page.route("**/api/v1/log-source-names*", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 800));
      await route.continue();
    });
    await page.getByLabel("Log source").fill("okta-prod");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("list", { name: "Filters in force" })).toContainText("okta-prod");
    await page.unroute("**/api/v1/log-source-names*");
  });

  await test.step("it is narrowed by source, and the filter is taken off again", async () => {
    await page.goto(sharedUrl("/alerts?tab=system-errors&state=all"));
    await page.getByRole("button", { name: "Filters" }).click();
    await page.getByLabel("Assignee").selectOption({ label: "Nobody" });
    await page.getByRole("button", { name: "Apply" }).click();
    await expect(page).toHaveURL(/assignee=nobody/);
    await expect(page.getByRole("list", { name: "Filters in force" })).toContainText("Assigned to nobody");
    await expectNoAxeFindings(page);
    await page.setViewportSize({ width: 390, height: 844 });
    await expectNoSidewaysScroll(page);
    await page.getByRole("link", { name: /^Assigned to nobody/ }).click();
    await expect(page).not.toHaveURL(/assignee/);
  });
});
