import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import pg from "pg";
import { readRun } from "#scripts/supervisor/run-file.ts";

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: the journey runs without the global set-up`);
  return value;
}

/** The address of a page of the product that all journeys share. */
export function sharedUrl(path: string): string {
  return `${setting("E2E_URL")}${path}`;
}

/** Adds a user of a role to the shared product, with the admin's password. @returns the e-mail. */
export async function addUser(role: string): Promise<string> {
  const email = `${randomUUID()}@example.com`;
  const client = new pg.Client({ connectionString: readRun(setting("E2E_DATA_DIR"))?.databaseUrl });
  await client.connect();
  try {
    await client.query(
      `INSERT INTO users (email, name, role, password_hash)
       SELECT $1, $2, $2, password_hash FROM users WHERE email = $3`,
      [email, role, setting("E2E_EMAIL")],
    );
  } finally {
    await client.end();
  }
  return email;
}

/** Signs in to the shared product, as its admin unless an e-mail is given, and waits until the console shows. */
export async function signIn(page: Page, email = setting("E2E_EMAIL")): Promise<void> {
  await page.goto(sharedUrl("/sign-in"));
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(setting("E2E_PASSWORD"));
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((at) => !at.pathname.startsWith("/sign-in"));
}
