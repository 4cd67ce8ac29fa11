import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** The key without its `signkey-<environment>-` prefix. */
function bareKey(key: string): string {
  return key.replace(/^signkey-\w+-/, "");
}

/** The `x-inngest-signature` header for a body that is sent in canonical form. */
export function signature(signingKey: string, body: string, now = Date.now()): string {
  const seconds = Math.floor(now / 1_000).toString();
  const mac = createHmac("sha256", bareKey(signingKey)).update(body).update(seconds).digest("hex");
  return `t=${seconds}&s=${mac}`;
}

/** Whether an Authorization header carries the signing key, raw or as the hash that the SDK sends. */
export function isAuthorized(signingKey: string, header: string | undefined): boolean {
  const token = bareKey((header ?? "").replace(/^Bearer\s+/i, ""));
  const raw = bareKey(signingKey);
  const hashed = createHash("sha256").update(Buffer.from(raw, "hex")).digest("hex");
  return isSameText(token, raw) || isSameText(token, hashed);
}

/** Compares secrets in a time that does not depend on where they differ. */
export function isSameText(a: string, b: string): boolean {
  const left = createHash("sha256").update(a).digest();
  const right = createHash("sha256").update(b).digest();
  return timingSafeEqual(left, right);
}
