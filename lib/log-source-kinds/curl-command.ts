import { shellQuoted } from "#lib/shell-quoted.ts";
import type { AuthSettings, ShellSecret } from "./auth-methods/define-auth-method.ts";
import { authMethod } from "./auth-methods/registry.ts";
import type { SourceAuth } from "./schema.ts";

const lineBreak = " \\\n  ";

/** What a ready command needs to know of a source. */
export interface CurlTarget {
  ingestUrl: string;
  /** Null for a source that asks for no proof. */
  auth: Pick<SourceAuth, "method" | "headerKey" | "hmacAlg" | "username"> | null;
  /** Null: the command reads it from the environment. */
  secret: ShellSecret;
  /** One line of the log. */
  line: string;
  /** Whether it prints the answer's status and headers too. */
  isWithHeaders?: boolean;
}

/** What a source's method is set to. */
export function settingsOf(auth: Pick<SourceAuth, "headerKey" | "hmacAlg" | "username">): AuthSettings {
  return { authHeaderKey: auth.headerKey, authHmacAlg: auth.hmacAlg, authUsername: auth.username };
}

/** A command for any POSIX shell that sends `line` to the source. */
export function curlCommand(target: CurlTarget): string {
  const { ingestUrl, auth, secret, line } = target;
  const proof = auth ? authMethod(auth.method).curl(settingsOf(auth), secret, line) : { before: [], arguments: [] };
  const address = /^[\w.:/-]+$/.test(ingestUrl) ? ingestUrl : shellQuoted(ingestUrl);
  const words = [
    `curl ${target.isWithHeaders ? "-i " : ""}${address}`,
    ...(proof.arguments.length > 0 ? [proof.arguments.join(" ")] : []),
    `-d ${shellQuoted(line)}`,
  ];
  return [...proof.before, words.join(lineBreak)].join("\n");
}

/** The same in one line, for a sentence. */
export function curlLine(target: CurlTarget): string {
  return curlCommand(target).replaceAll(lineBreak, " ").replaceAll("\n", "; ");
}
