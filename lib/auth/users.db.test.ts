import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { closeConnections, db, pool } from "#lib/db.ts";
import { contextOf } from "#lib/testing/contexts.ts";
import { actorOfToken, createApiToken } from "./api-tokens.ts";
import { createFirstAdmin, isFirstRun, signIn } from "./users.ts";

afterAll(closeConnections);

const password = "correct horse battery";
const now = new Date("2026-03-01T12:00:00.000Z");
const origin = { now, remoteAddress: "192.0.2.7", userAgent: "Firefox" };
const minutesLater = (minutes: number) => ({ ...origin, now: new Date(now.getTime() + minutes * 60_000) });

beforeEach(async () => {
  await pool.query("TRUNCATE users, sign_in_failures, audit_log, api_tokens CASCADE");
});

describe("first-run set-up", () => {
  test("makes one admin of many that ask at once, and notes it", async () => {
    expect(await isFirstRun()).toBe(true);
    const asked = Array.from({ length: 4 }, (_, at) =>
      createFirstAdmin(
        { ...contextOf(), remoteAddress: "192.0.2.7" },
        { name: `Ada ${at}`, email: `a${at}@example.com`, password },
      ),
    );
    const settled = await Promise.allSettled(asked);
    expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const [user] = await db.user.findMany();
    expect(await db.auditLogEntry.findMany()).toMatchObject([
      { action: "user.create", targetId: user?.id, remoteAddress: "192.0.2.7", detail: { after: { role: "Admin" } } },
    ]);
    expect(JSON.stringify(await db.auditLogEntry.findMany({ select: { detail: true } }))).not.toContain("scrypt");
  });
});

describe("sign-in", () => {
  const email = "ada@example.com";
  beforeEach(async () => {
    await createFirstAdmin(contextOf(), { name: "Ada", email, password });
  });

  test("gives the user, forgets the failures before it, and is noted with where it came from", async () => {
    expect(await signIn({ email, password: "wrong" }, origin)).toBe("wrong");
    expect(await signIn({ email: " ADA@example.com ", password }, origin)).toMatchObject({ name: "Ada", email });
    expect(await db.signInFailure.count()).toBe(0);
    expect(await db.user.findFirst()).toMatchObject({ lastSignInAt: now });
    expect(await db.auditLogEntry.findMany({ where: { action: "user.sign-in" } })).toMatchObject([
      { actorType: "user", actorName: "Ada", remoteAddress: "192.0.2.7", userAgent: "Firefox", at: now },
    ]);
  });

  test("is locked for 15 minutes after ten failures of an e-mail, also with the right password", async () => {
    for (let at = 0; at < 10; at += 1) await signIn({ email, password: "wrong" }, origin);
    expect(await signIn({ email, password }, minutesLater(14))).toBe("locked");
    expect(await signIn({ email, password }, minutesLater(16))).toMatchObject({ email });
  });

  test("of a user that is disabled is wrong", async () => {
    await db.user.updateMany({ data: { isEnabled: false } });
    expect(await signIn({ email, password }, origin)).toBe("wrong");
  });
});

describe("an API token", () => {
  test("is known by its value until it expires; the value stands nowhere", async () => {
    const { id, value } = await createApiToken(contextOf(), { name: "ci", permissions: ["AlertRead"] });
    expect(await actorOfToken(value, now)).toMatchObject({ type: "api-token", id, name: "ci" });
    expect(await actorOfToken(`${value}x`, now)).toBeNull();
    await db.apiToken.update({ where: { id }, data: { expiresAt: now } });
    expect(await actorOfToken(value, now)).toBeNull();
    const audit = await db.auditLogEntry.findMany({ where: { targetId: id } });
    expect(audit).toMatchObject([{ action: "api-token.create", detail: { after: { permissions: ["AlertRead"] } } }]);
    const { rows } = await pool.query("SELECT t::text FROM api_tokens t UNION ALL SELECT a::text FROM audit_log a");
    expect(JSON.stringify(rows)).not.toContain(value.slice("tt_api_".length));
  });
});
