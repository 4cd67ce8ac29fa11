import { CodeBlock } from "#components/ui/code-block.tsx";
import { secretVariable } from "#lib/log-source-kinds/auth-methods/shell-word.ts";
import { curlCommand } from "#lib/log-source-kinds/curl-command.ts";
import { usesSecret } from "#lib/log-source-kinds/terms.ts";
import type { LogSourceDetail } from "#lib/log-sources/schema.ts";

export interface SendCommandProps {
  source: Pick<LogSourceDetail, "auth" | "ingestUrl">;
  /** What is written into the command; null leaves it to a variable of the shell, out of its history. */
  secret: string | null;
  sampleLine: string;
}

/** A command that sends one line to a source. */
export function SendCommand({ source, secret, sampleLine }: SendCommandProps) {
  const { auth, ingestUrl } = source;
  return (
    <>
      {usesSecret(auth) && secret === null && (
        <>
          <p className="mb-1.5 max-w-[68ch] text-ink-2 text-small">
            First put the secret into the variable <code>{secretVariable}</code>: in bash or zsh this asks for it and
            keeps it out of the history.
          </p>
          <CodeBlock text={`read -rs ${secretVariable}`} what="command that asks for the secret" className="mb-2.5" />
        </>
      )}
      <CodeBlock text={curlCommand({ ingestUrl: ingestUrl ?? "", auth, line: sampleLine, secret })} what="command" />
    </>
  );
}
