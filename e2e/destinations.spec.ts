import { SQS } from "@aws-sdk/client-sqs";
import { expect, test } from "@playwright/test";
import { buildApp } from "fauxqs";
import { expectNoAxeFindings } from "./axe.ts";
import { sharedUrl, signIn } from "./sign-in.ts";

const queues = buildApp({ logger: false });
let queueUrl = "";

test.beforeAll(async () => {
  const endpoint = await queues.listen({ port: 0, host: "127.0.0.1" });
  const client = new SQS({ endpoint, region: "eu-west-1", credentials: { accessKeyId: "a", secretAccessKey: "b" } });
  await client.createQueue({ QueueName: "alerts" });
  queueUrl = `${endpoint}/000000000000/alerts`;
});
test.afterAll(() => queues.close());

test("a queue is added by its form: each way to sign in asks for its own, and what is not known to work says so", async ({
  page,
}) => {
  await signIn(page);
  await page.goto(sharedUrl("/destinations/new"));
  await page.getByRole("link", { name: "Amazon SQS" }).click();
  await page.getByLabel("Name", { exact: true }).fill("alerts queue");
  await page.getByLabel("Queue URL", { exact: true }).fill(queueUrl);
  await page.getByLabel("Region").fill("eu-west-1");

  await test.step("the fields follow the way to sign in", async () => {
    await expect(page.getByLabel("Access key id")).toBeHidden();
    await page.getByLabel("Sign in with").selectOption("role");
    await expect(page.getByLabel("Role")).toBeVisible();
    await page.getByLabel("Sign in with").selectOption("key");
    await expect(page.getByLabel("Role")).toBeHidden();
    await page.getByRole("button", { name: "Add destination" }).click();
    await expect(page.getByLabel("Access key id")).toBeFocused();
    await expectNoAxeFindings(page);
  });

  await test.step("a list of one's own is typed name by name, and a mistake in it stands beside it", async () => {
    await page.getByLabel("Access key id").fill("AKIAIOSFODNN7EXAMPLE");
    await page.getByLabel("Secret access key", { exact: true }).fill("wJalrXUtnFEMI-K7MDENG-EXAMPLEKEY");
    await page.getByRole("button", { name: "Add one" }).click();
    await page.getByLabel("More attributes: name 1").fill("severity");
    await page.getByLabel("More attributes: value 1").fill("x");
    await page.getByRole("button", { name: "Add destination" }).click();
    await expect(page.getByText(/which are always sent/)).toBeVisible();
    await page.getByLabel("More attributes: name 1").fill("team");
    await page.getByRole("button", { name: "Add destination" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "alerts queue was added" })).toBeVisible();
  });

  await test.step("a test that arrives makes finishing the next thing to do, and stays on record", async () => {
    await page.getByRole("button", { name: "Send test alert" }).click();
    await expect(page.getByText("The receiver answered 200")).toBeVisible();
    await page.getByRole("link", { name: "Finish set-up" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "alerts queue" })).toBeVisible();
    await expect(page.getByText("Working", { exact: true })).toBeVisible();
    await expect(page.getByText("The receiver answered 200")).toBeVisible();
    await expect(page.getByText("An access key", { exact: true })).toBeVisible();
    await expect(page.getByText("Set, never shown again")).toBeVisible();
    await expectNoAxeFindings(page);
  });

  await test.step("another configuration is not tried yet; a failed test says why and stays", async () => {
    await page.getByRole("link", { name: "Configuration" }).click();
    await page.getByLabel("Queue URL", { exact: true }).fill(queueUrl.replace("alerts", "nowhere"));
    await page.getByRole("button", { name: "Save changes" }).click();
    await expect(page.getByText("Nothing waits to be delivered.", { exact: true })).toBeVisible();
    await page.getByRole("link", { name: "Overview" }).last().click();
    await expect(page.getByText("Not tried yet", { exact: true })).toBeVisible();
    await page.getByRole("button", { name: "Send test alert" }).click();
    await expect(page.getByText(/Check the queue URL and the region/).first()).toBeVisible();
    await page.reload();
    await expect(page.getByText("The latest test failed")).toBeVisible();
    await expect(page.getByText("Failing", { exact: true })).toBeVisible();
  });

  await test.step("deleting says who would still be told, as far as it is known", async () => {
    await page.getByRole("link", { name: "Configuration" }).click();
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    const dialog = page.getByRole("alertdialog").or(page.getByRole("dialog"));
    await expect(dialog.getByText("No message waits to be delivered.")).toBeVisible();
    await expect(dialog.getByText(/other destinations? takes? System Errors/)).toBeVisible();
    await expectNoAxeFindings(page);
    await dialog.getByRole("button", { name: "Delete the destination" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Destinations" })).toBeVisible();
    await expect(page.getByRole("link", { name: "alerts queue" })).toBeHidden();
  });
});

test("an address that can never be reached is refused beside its field", async ({ page }) => {
  await signIn(page);
  await page.goto(sharedUrl("/destinations/new/webhook"));
  await page.getByLabel("Name", { exact: true }).fill("metadata");
  await page.getByLabel("URL", { exact: true }).fill("http://169.254.169.254/latest");
  await page.getByRole("button", { name: "Add destination" }).click();
  await expect(page.getByText(/gives out cloud credentials/)).toBeVisible();
  await expect(page.getByLabel("URL", { exact: true })).toBeFocused();
});
