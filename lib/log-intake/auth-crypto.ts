import "server-only";
import { createHmac } from "node:crypto";
import type { AuthCrypto } from "#lib/log-source-kinds/auth-methods/define-auth-method.ts";
import { isSameSecret } from "#lib/secrets.ts";

/** Node's cryptography, for the methods by which senders prove who they are. */
export const authCrypto: AuthCrypto = {
  isSame: isSameSecret,
  hmac(algorithm, key) {
    const hash = createHmac(algorithm, key);
    return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() };
  },
};
