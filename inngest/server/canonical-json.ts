import canonicalize from "canonicalize";

/** JSON text with sorted keys (RFC 8785), the form the SDK hashes when it checks a signature. */
export function canonicalJson(value: unknown): string {
  return canonicalize(value) ?? "null";
}
