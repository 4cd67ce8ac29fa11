import type { Page } from "@playwright/test";

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: the journey runs without the global set-up`);
  return value;
}

/** The address of a page of the product that all journeys share. */
export function sharedUrl(path: string): string {
  return `${setting("E2E_URL")}${path}`;
}

/** Signs in as the admin of the shared product and waits until the console shows. */
export async function signIn(page: Page): Promise<void> {
  await page.goto(sharedUrl("/sign-in"));
  await page.getByLabel("E-mail").fill(setting("E2E_EMAIL"));
  await page.getByLabel("Password", { exact: true }).fill(setting("E2E_PASSWORD"));
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((at) => !at.pathname.startsWith("/sign-in"));
}
