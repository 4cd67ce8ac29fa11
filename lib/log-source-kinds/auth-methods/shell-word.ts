import { shellQuoted } from "#lib/shell-quoted.ts";
import type { ShellSecret } from "./define-auth-method.ts";

/** The variable that stands in for a secret that is not written out. */
export const secretVariable = "TELLTALE_SECRET";

/** `before` and a secret as one word of any POSIX shell. */
export function wordWithSecret(before: string, secret: ShellSecret): string {
  if (secret !== null) return shellQuoted(before + secret);
  const isPlain = /^[\w:;,. /@=+-]*$/.test(before);
  return isPlain ? `"${before}$${secretVariable}"` : `${shellQuoted(before)}"$${secretVariable}"`;
}
