import { expect, test } from "vitest";
import { TokenCache } from "./token-cache.ts";

const at = (minutes: number) => new Date(Date.UTC(2026, 10, 28, 10, minutes));

function signIn(lifetimeMinutes: number) {
  const ask = async () => {
    ask.calls += 1;
    return { value: `token ${ask.calls}`, expiresAt: at(lifetimeMinutes * ask.calls) };
  };
  ask.calls = 0;
  return ask;
}

test("a token is asked for once, however many need it", async () => {
  const tokens = new TokenCache();
  const ask = signIn(60);
  const all = await Promise.all([1, 2, 3].map(() => tokens.get("a", at(0), ask)));
  expect(all).toEqual(["token 1", "token 1", "token 1"]);
  expect(await tokens.get("a", at(58), ask)).toBe("token 1");
  expect(await tokens.get("b", at(0), ask)).toBe("token 2");
});

test("it is replaced shortly before it expires, and when it was refused", async () => {
  const tokens = new TokenCache();
  const ask = signIn(60);
  await tokens.get("a", at(0), ask);
  expect(await tokens.get("a", at(59), ask)).toBe("token 2");
  tokens.forget("a");
  expect(await tokens.get("a", at(59), ask)).toBe("token 3");
});

test("a sign-in that failed is tried again", async () => {
  const tokens = new TokenCache();
  await expect(tokens.get("a", at(0), () => Promise.reject(new Error("away")))).rejects.toThrow("away");
  expect(await tokens.get("a", at(0), signIn(60))).toBe("token 1");
});
