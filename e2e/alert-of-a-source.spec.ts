import { expect, type Page, test } from "@playwright/test";
import { expectNoAxeFindings, expectNoSidewaysScroll } from "./axe.ts";
import { sharedUrl, signIn } from "./sign-in.ts";

/** As wide as a name can be that does not break by itself. */
const name = "W".repeat(40);

/** Calls the API in the page, as the user who is signed in. */
async function call<T>(page: Page, method: string, path: string, body?: object): Promise<T> {
  return page.evaluate(
    async ([verb, address, text]) => {
      const json = text === null ? {} : { body: text, headers: { "content-type": "application/json" } };
      const answer = await fetch(`/api/v1${address}`, { method: verb, ...json });
      return answer.status === 204 ? null : await answer.json();
    },
    [method, path, body ? JSON.stringify(body) : null] as const,
  );
}

test("an alert leads to its source while there is one, and no name makes a page scroll sideways", async ({ page }) => {
  await signIn(page);
  const { integrationId: id, ingestUrl } = await call<{ integrationId: string; ingestUrl: string }>(
    page,
    "POST",
    "/log-sources/http",
    { integrationLabel: name, logStreamType: "Auto", logTypes: ["Okta.SystemLog"], authMethod: "None" },
  );
  const linksToSource = page.locator(`main a[href*="${id}"]`);

  await test.step("with a phone, the way to the source is there and fits", async () => {
    await fetch(ingestUrl, { method: "POST", body: "not JSON\n" });
    const alertOf = async () => {
      const { results } = await call<{ results: { id: string; title: string }[] }>(
        page,
        "GET",
        "/alerts?type=SYSTEM_ERROR",
      );
      return results.find(({ title }) => title.includes(name))?.id ?? null;
    };
    await expect.poll(alertOf).not.toBeNull();
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(sharedUrl(`/alerts/${await alertOf()}`));
    await expect(page.getByRole("link", { name: `Schemas of ${name}` })).toBeVisible();
    await expect(page.getByRole("link", { name: `Health of ${name}` })).toBeVisible();
    await expectNoSidewaysScroll(page);
    await expectNoAxeFindings(page);
  });

  await test.step("its timeline counts lines as lines", async () => {
    await expect(page.getByText(/Opened, 1 line(?!s)/)).toBeVisible();
  });

  await test.step("the source's pages and the question before it is deleted fit as well", async () => {
    const alert = page.url();
    await page.goto(sharedUrl(`/log-sources/${id}`));
    await expectNoSidewaysScroll(page);
    await page.getByRole("button", { name: /^Actions for / }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await expectNoSidewaysScroll(page);
    await page.goto(alert);
  });

  await test.step("once the source is deleted the alert says so and leads to no page that is not there", async () => {
    await expect(linksToSource.first()).toBeVisible();
    await call(page, "DELETE", `/log-sources/http/${id}`);
    await page.reload();
    await expect(page.getByText(`The source ${name} was deleted`).first()).toBeVisible();
    await expect(linksToSource).toHaveCount(0);
    await expectNoSidewaysScroll(page);
  });
});
