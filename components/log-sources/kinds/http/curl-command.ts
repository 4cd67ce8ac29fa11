import { shellQuoted } from "#lib/shell-quoted.ts";

/** What a ready command needs to know of a source. */
export interface CurlTarget {
  ingestUrl: string;
  /** Null when the source takes requests without a secret. */
  headerKey: string | null;
  /** Null when it is not known any more: the command then reads it from the environment. */
  secret: string | null;
  /** One line of the log. */
  line: string;
}

/** The variable that stands in for a secret that is not shown any more. */
export const secretVariable = "TELLTALE_SECRET";

/** A command for any POSIX shell that sends `line` to the source. */
export function curlCommand({ ingestUrl, headerKey, secret, line }: CurlTarget): string {
  const header =
    headerKey === null
      ? []
      : [secret === null ? `-H "${headerKey}: $${secretVariable}"` : `-H ${shellQuoted(`${headerKey}: ${secret}`)}`];
  const address = /^[\w.:/-]+$/.test(ingestUrl) ? ingestUrl : shellQuoted(ingestUrl);
  return [`curl ${address}`, ...header, `-d ${shellQuoted(line)}`].join(" \\\n  ");
}
