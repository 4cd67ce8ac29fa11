import { expect, test } from "vitest";
import { newSourceSecret } from "./source-secret.ts";

test("a secret that is made here fits into a header and is never made twice", () => {
  const made = new Set(Array.from({ length: 50 }, newSourceSecret));
  expect(made.size).toBe(50);
  for (const secret of made) expect(secret).toMatch(/^tt_s_[\w-]{43}$/);
});
