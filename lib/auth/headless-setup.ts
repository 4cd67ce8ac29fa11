import "server-only";
import { db } from "#lib/db.ts";
import { env } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";
import { systemActor } from "./actor.ts";
import { createApiToken } from "./api-tokens.ts";
import { allPermissions } from "./schema.ts";
import { createFirstAdmin, firstAdminShape, isFirstRun } from "./users.ts";

const tokenMinLength = 24;

/**
 * Set-up without a browser: makes the first admin and the first API token from TELLTALE_ADMIN_EMAIL,
 * TELLTALE_ADMIN_PASSWORD and TELLTALE_API_TOKEN when there is none yet; otherwise changes nothing.
 * @throws AppError that names the variable and the rule.
 */
export async function ensureHeadlessAdmin(now: Date): Promise<void> {
  const context = { actor: systemActor, now };
  const { TELLTALE_ADMIN_EMAIL: email, TELLTALE_ADMIN_PASSWORD: password, TELLTALE_API_TOKEN: token } = env();
  if (email && password && (await isFirstRun())) {
    const given = firstAdminShape.safeParse({ name: "Admin", email, password });
    if (!given.success) {
      const issue = given.error.issues[0];
      const variable = issue?.path[0] === "email" ? "TELLTALE_ADMIN_EMAIL" : "TELLTALE_ADMIN_PASSWORD";
      throw new AppError("invalid", `${variable}: ${issue?.message}`, { field: variable });
    }
    await createFirstAdmin(context, given.data).catch((error: unknown) => {
      // Another replica was quicker.
      if (!(error instanceof AppError && error.code === "conflict")) throw error;
    });
  }
  if (token && (await db.apiToken.count()) === 0) {
    if (token.length < tokenMinLength) {
      throw new AppError("invalid", `TELLTALE_API_TOKEN: at least ${tokenMinLength} characters`, {
        field: "TELLTALE_API_TOKEN",
      });
    }
    await createApiToken(context, { name: "Set up from the environment", permissions: allPermissions, value: token });
  }
}
