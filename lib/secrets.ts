import "server-only";
import { createCipheriv, createDecipheriv, createHash, randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { env } from "./env.ts";

function sealingKey(): Buffer {
  const text = env().TELLTALE_SECRET_KEY;
  const key = text ? Buffer.from(text, "base64") : undefined;
  if (key?.length !== 32) throw new Error("TELLTALE_SECRET_KEY: must be 32 bytes in base64");
  return key;
}

/**
 * Seals a secret for storage with AES-256-GCM.
 * @param place where it will stand ("log_sources:ID"); the same place must be given to open it, so a swapped ciphertext fails.
 * @returns `v1.<iv>.<tag>.<ciphertext>`, each in base64url.
 */
export function seal(plain: string, place: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", sealingKey(), iv).setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  return ["v1", ...[iv, cipher.getAuthTag(), sealed].map((part) => part.toString("base64url"))].join(".");
}

/** Opens what `seal` made. @throws Error when the key, the place or the text is another. */
export function unseal(sealed: string, place: string): string {
  const [version, iv, tag, body] = sealed.split(".");
  if (version !== "v1" || !iv || !tag || body === undefined) throw new Error("A sealed secret has an unknown form");
  const decipher = createDecipheriv("aes-256-gcm", sealingKey(), Buffer.from(iv, "base64url"))
    .setAAD(Buffer.from(place))
    .setAuthTag(Buffer.from(tag, "base64url"));
  return Buffer.concat([decipher.update(Buffer.from(body, "base64url")), decipher.final()]).toString("utf8");
}

/** A new random secret: `prefix` and 32 random bytes in base64url. */
export function newSecret(prefix: string): string {
  return `${prefix}${randomBytes(32).toString("base64url")}`;
}

/** SHA-256 of a token of high entropy, for lookup without storing it. */
export function tokenHash(token: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash("sha256").update(token).digest());
}

/** Compares in constant time whatever the lengths are. */
export function isSameSecret(given: string | Uint8Array, expected: string | Uint8Array): boolean {
  return timingSafeEqual(createHash("sha256").update(given).digest(), createHash("sha256").update(expected).digest());
}

const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

function derive(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, 32, cost, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

/** scrypt with a random salt, as `scrypt$N$r$p$salt$hash`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt);
  return ["scrypt", cost.N, cost.r, cost.p, salt.toString("base64"), key.toString("base64")].join("$");
}

/** Whether the password is the one of the hash; false for a hash of unknown form. */
export async function isPasswordOf(hash: string, password: string): Promise<boolean> {
  const [scheme, n, r, p, salt, key] = hash.split("$");
  if (scheme !== "scrypt" || Number(n) !== cost.N || Number(r) !== cost.r || Number(p) !== cost.p || !salt || !key) {
    return false;
  }
  return timingSafeEqual(await derive(password, Buffer.from(salt, "base64")), Buffer.from(key, "base64"));
}
