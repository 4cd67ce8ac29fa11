import "server-only";
import { z } from "zod";
import { type ChangeContext, change } from "#lib/change.ts";
import { db } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { nameShape } from "#lib/names.ts";
import { hashPassword, isPasswordOf } from "#lib/secrets.ts";
import { userActor } from "./actor.ts";
import { passwordMinLength } from "./schema.ts";

/** What first-run set-up asks for. */
export const firstAdminShape = z.object({
  name: z.string().trim().min(1, "Enter your name").pipe(nameShape(100)),
  email: z.string().trim().toLowerCase().pipe(z.email("Enter an e-mail address, such as you@example.com")),
  password: z
    .string()
    .min(passwordMinLength, `At least ${passwordMinLength} characters`)
    .max(256, "At most 256 characters"),
});

export type FirstAdmin = z.infer<typeof firstAdminShape>;

/** Whether nobody has been set up, so that first-run set-up stands open. */
export async function isFirstRun(): Promise<boolean> {
  return (await db.user.count()) === 0;
}

/**
 * Creates the first admin. Two at once cannot both succeed.
 * @throws AppError (conflict) when somebody was set up before.
 */
export async function createFirstAdmin(context: ChangeContext, given: FirstAdmin): Promise<{ id: string }> {
  const passwordHash = await hashPassword(given.password);
  return change(context, async (tx) => {
    await tx.sql`SELECT pg_advisory_xact_lock(hashtext('telltale first admin'))`;
    if ((await tx.prisma.user.count()) > 0) {
      throw new AppError("conflict", "An admin has been set up already. Sign in instead.");
    }
    const { name, email } = given;
    const user = await tx.prisma.user.create({ data: { name, email, passwordHash }, select: { id: true } });
    tx.audit("user.create", { type: "user", id: user.id, name }, { after: { name, email, role: "Admin" } });
    return user;
  });
}

const failureWindowMs = 15 * 60_000;
const failuresPerEmail = 10;
const failuresPerAddress = 30;

/** A hash that no password has, so that an unknown e-mail takes as long as a wrong password. */
const unknownUserHash = hashPassword(crypto.randomUUID());

/** Where a sign-in comes from. */
export interface SignInOrigin {
  now: Date;
  /** Failures of addresses that are not known are counted together. */
  remoteAddress: string | null;
  userAgent: string | null;
}

async function isLocked(email: string, address: string, now: Date): Promise<boolean> {
  const since = new Date(now.getTime() - failureWindowMs);
  const [ofEmail, ofAddress] = await Promise.all([
    db.signInFailure.count({ where: { email, occurredAt: { gt: since } } }),
    db.signInFailure.count({ where: { address, occurredAt: { gt: since } } }),
  ]);
  return ofEmail >= failuresPerEmail || ofAddress >= failuresPerAddress;
}

/**
 * Checks e-mail and password.
 * @returns the user, "wrong", or "locked" after too many failures within 15 minutes (10 an e-mail, 30 an address).
 */
export async function signIn(
  given: { email: string; password: string },
  origin: SignInOrigin,
): Promise<{ id: string; name: string; email: string } | "wrong" | "locked"> {
  const { now } = origin;
  const email = given.email.trim().toLowerCase();
  const address = origin.remoteAddress ?? "unknown";
  if (await isLocked(email, address, now)) return "locked";
  const user = await db.user.findUnique({ where: { email } });
  const isRight = await isPasswordOf(user?.passwordHash ?? (await unknownUserHash), given.password);
  if (!user?.isEnabled || !isRight) {
    await db.signInFailure.create({ data: { email, address, occurredAt: now } });
    return "wrong";
  }
  const { id, name } = user;
  await change({ actor: userActor(user, []), ...origin }, async (tx) => {
    await tx.prisma.user.update({ where: { id }, data: { lastSignInAt: now } });
    await tx.prisma.signInFailure.deleteMany({ where: { email } });
    tx.audit("user.sign-in", { type: "user", id, name });
  });
  return { id, name, email: user.email };
}
