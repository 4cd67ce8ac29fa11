import "server-only";
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { AuthCrypto } from "#lib/log-source-kinds/auth-methods/define-auth-method.ts";

const digestOf = (value: string | Uint8Array) => createHash("sha256").update(value).digest();

/** Node's cryptography, for the methods by which senders prove who they are. */
export const authCrypto: AuthCrypto = {
  // Digests are of one length, so that the time says nothing about the lengths either.
  isSame: (a, b) => timingSafeEqual(digestOf(a), digestOf(b)),
  hmac(algorithm, key) {
    const hash = createHmac(algorithm, key);
    return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() };
  },
};
