import "server-only";
import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/**
 * The ETag of a thing in one state.
 * @param version the fields of the thing that a change may replace, as JSON; equal fields have equal ETags.
 */
export function etagOf(version: unknown): string {
  const text = canonicalize(version) ?? "";
  return `"${createHash("sha256").update(text).digest("base64url").slice(0, 27)}"`;
}
