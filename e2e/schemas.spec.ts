import { expect, type Page, test } from "@playwright/test";
import { expectNoAxeFindings, expectNoSidewaysScroll } from "./axe.ts";
import { sharedUrl, signIn } from "./sign-in.ts";

const spec = `fields:
  - { name: id, type: string, required: true }
  - { name: bytes, type: int }
`;

/** As the page itself would ask. */
function ask<T>(page: Page, method: string, path: string, body: object): Promise<T> {
  return page.evaluate(
    async ([method, path, body]) => {
      const headers = { "content-type": "application/json" };
      const answer = await fetch(path as string, { method: method as string, headers, body: body as string });
      return answer.json();
    },
    [method, path, JSON.stringify(body)],
  );
}

const yamlOf = (page: Page) => page.getByLabel("YAML");

test("a schema is mended with the proof beside it, taken back, copied and attached", async ({ page }) => {
  test.setTimeout(180_000);
  await signIn(page);
  await page.goto(sharedUrl("/schemas"));
  await ask(page, "PUT", "/api/v1/schemas/Acme.Kept", { spec });
  const source = await ask<{ integrationId: string; ingestUrl: string }>(page, "POST", "/api/v1/log-sources/http", {
    integrationLabel: "acme-kept",
    logStreamType: "Auto",
    logTypes: ["Custom.Acme.Kept"],
    authMethod: "None",
  });
  const lines = '{"id":"1","bytes":12.5}\n{"id":"2","bytes":"0.5"}\n{"id":"3","bytes":7}\n';
  await page.request.post(sharedUrl(new URL(source.ingestUrl).pathname), { data: Buffer.from(lines) });

  await test.step("the editor opens at the field and says how many kept lines fit", async () => {
    await expect(async () => {
      await page.goto(sharedUrl("/schemas/Custom.Acme.Kept/edit?field=bytes"));
      await expect(page.getByRole("region", { name: "Kept lines" })).toContainText("none of 2 kept lines fit", {
        timeout: 2000,
      });
    }).toPass({ timeout: 30_000 });
    await expect(yamlOf(page)).toBeFocused();
    const selected = await yamlOf(page).evaluate((area: HTMLTextAreaElement) =>
      area.value.slice(area.selectionStart, area.selectionEnd),
    );
    expect(selected).toBe("bytes, type: int }");
    await yamlOf(page).fill(spec.replace("int", "float"));
    await expect(page.getByRole("heading", { name: "With this change" })).toBeVisible();
    await expect(page.getByRole("region", { name: "Kept lines" })).toContainText("acme-kept: all 2 kept lines fit");
  });

  await test.step("a line is tried with the exact reasons", async () => {
    await page.getByLabel("Try a line").fill('{"id":"4","bytes":"many"}');
    await expect(page.getByText('$.bytes must be a number, but is the text "many".')).toBeVisible();
    await page.getByText("Time formats", { exact: true }).click();
    await expect(page.getByText("%b %e %H:%M:%S")).toBeVisible();
    await expectNoAxeFindings(page);
    await page.getByLabel("Try a line").fill('{"id":"4","bytes":0.1}');
    await expect(page.getByText("It fits.")).toBeVisible();
  });

  await test.step("a saved change is taken back to an earlier revision", async () => {
    await page.getByRole("button", { name: "Save a new revision" }).click();
    await expect(page.getByText("Custom.Acme.Kept is at revision 2", { exact: true })).toBeVisible();
    await page.getByRole("link", { name: "Revisions" }).click();
    await page.getByRole("button", { name: "Take back to 1" }).click();
    await page.getByRole("button", { name: "Save revision 1 again" }).click();
    await expect(page.getByText("Custom.Acme.Kept is at revision 3", { exact: true })).toBeVisible();
    await expect(page.getByText("Revision 3").first()).toBeVisible();
    await expectNoAxeFindings(page);
  });

  await test.step("a managed schema is copied, and the copy attached to a source", async () => {
    await page.goto(sharedUrl("/schemas/Okta.SystemLog"));
    await page.getByRole("link", { name: "Copy into a custom schema" }).click();
    await expect(page.getByRole("heading", { name: "Copy of Okta.SystemLog" })).toBeVisible();
    await expect(page.getByLabel("Name")).toHaveValue("Okta.SystemLog");
    await expect(page.getByText("No mistakes")).toBeVisible();
    await page.getByRole("button", { name: "Create schema" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Custom.Okta.SystemLog" })).toBeVisible();
    await expect(page.getByText("No source uses it")).toBeVisible();
    await page.getByRole("button", { name: "Attach to a source" }).click();
    await expectNoAxeFindings(page);
    await page.getByLabel("Log source").fill("acme-kept");
    await page.getByRole("button", { name: /acme-kept/ }).click();
    await expect(page.getByText("Custom.Okta.SystemLog is attached to acme-kept", { exact: true })).toBeVisible();
    await expect(page.getByText(/Used by/)).toContainText("acme-kept");
  });

  await test.step("an answer that is lost is had by asking again, and what was typed is dropped by Cancel", async () => {
    await page.goto(sharedUrl("/schemas/new"));
    await page.getByLabel("Name").fill("Acme.Lost");
    await page.getByRole("link", { name: "Cancel" }).click();
    await expect(page).toHaveURL(/\/schemas$/);
    await page.goto(sharedUrl("/schemas/new"));
    await expect(page.getByLabel("Name")).toHaveValue("");
    await page.getByLabel("Name").fill("Acme.Lost");
    const path = "**/api/v1/schemas/Custom.Acme.Lost";
    await page.route(path, async (route) => {
      await route.fetch();
      await route.abort();
    });
    await page.getByRole("button", { name: "Create schema" }).click();
    await expect(page.getByText("No answer to this came")).toBeVisible();
    await page.unroute(path);
    await page.getByRole("button", { name: "Create schema" }).click();
    await expect(page.getByText("Custom.Acme.Lost was made", { exact: true })).toBeVisible();

    await page.goto(sharedUrl("/schemas/Custom.Acme.Lost/edit"));
    await yamlOf(page).fill(`${await yamlOf(page).inputValue()}  - name: note\n    type: string\n`);
    await page.route(path, async (route) => {
      await route.fetch();
      await route.abort();
    });
    await page.getByRole("button", { name: "Save a new revision" }).click();
    await expect(page.getByText("No answer to this came")).toBeVisible();
    await page.unroute(path);
    await page.getByRole("button", { name: "Save a new revision" }).click();
    await expect(page.getByText("Custom.Acme.Lost is at revision 2", { exact: true })).toBeVisible();
  });

  await test.step("nothing scrolls sideways on a phone", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    for (const path of ["/schemas/Custom.Acme.Kept/edit", "/schemas/Custom.Acme.Kept?tab=revisions"]) {
      await page.goto(sharedUrl(path));
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expectNoSidewaysScroll(page);
    }
  });
});
