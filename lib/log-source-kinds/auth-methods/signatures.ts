/** The forms in which senders put an HMAC of a body into a header. */

export type HmacAlgorithm = "sha256" | "sha512";

export const digestBytes: Record<HmacAlgorithm, number> = { sha256: 32, sha512: 64 };

/** What a header holds: signatures of the body alone, and those of Standard Webhooks, of id, time and body. */
export interface Signatures {
  plain: Uint8Array[];
  standard: Uint8Array[];
}

/** More than any sender puts into one header, also while it changes its secret. */
const maxSignatures = 16;

/** The bytes of a digest in hex or base64 (either alphabet, padded or not); null when it is neither, or of another length. */
export function digestOf(text: string, bytes: number): Uint8Array | null {
  if (text.length === bytes * 2 && /^[0-9a-f]+$/i.test(text)) {
    return Uint8Array.from({ length: bytes }, (_, at) => Number.parseInt(text.slice(at * 2, at * 2 + 2), 16));
  }
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return null;
  const plain = text.replace(/=+$/, "").replaceAll("-", "+").replaceAll("_", "/");
  if (plain.length !== Math.ceil((bytes * 4) / 3)) return null;
  return Uint8Array.from(atob(plain), (char) => char.charCodeAt(0));
}

/**
 * Reads a header's value: one signature or several, apart by spaces or commas, each in hex or base64, alone or behind
 * `sha256=` (GitHub) or `v1,` (Standard Webhooks). What is of no such form, or of another algorithm, is passed over.
 */
export function parseSignatures(value: string, algorithm: HmacAlgorithm): Signatures {
  const found: Signatures = { plain: [], standard: [] };
  for (const [, version, label, text] of value.matchAll(/(?:(v\d+[a-z]?),|(sha\d+)=)?([A-Za-z0-9+/_=-]+)/gi)) {
    if (found.plain.length + found.standard.length === maxSignatures) break;
    if (text === undefined || (label !== undefined && label.toLowerCase() !== algorithm)) continue;
    if (version !== undefined && (version !== "v1" || algorithm !== "sha256")) continue;
    const digest = digestOf(text, digestBytes[algorithm]);
    if (digest) (version === undefined ? found.plain : found.standard).push(digest);
  }
  return found;
}
