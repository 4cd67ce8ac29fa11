"use client";

import { useId, useState } from "react";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { secretVariable } from "#lib/log-source-kinds/auth-methods/shell-word.ts";
import { curlCommand } from "#lib/log-source-kinds/curl-command.ts";
import { usesSecret } from "#lib/log-source-kinds/terms.ts";
import type { LogSourceDetail } from "#lib/log-sources/schema.ts";

interface SendCommandProps {
  source: Pick<LogSourceDetail, "auth" | "ingestUrl">;
  /** One that was made a moment ago; null when it is not known any more. */
  secret: string | null;
  sampleLine: string;
}

/** A command that sends one line to a source; its secret stays out of the shell's history unless it is asked for. */
export function SendCommand({ source, secret, sampleLine }: SendCommandProps) {
  const [isWritten, setWritten] = useState(false);
  const checkboxId = useId();
  const target = { ingestUrl: source.ingestUrl ?? "", auth: source.auth, line: sampleLine };
  const hasSecret = usesSecret(source.auth);
  const written = isWritten ? secret : null;
  return (
    <>
      {hasSecret && written === null && (
        <>
          <p className="mb-1.5 max-w-[68ch] text-ink-2 text-small">
            First put the secret into the variable <code>{secretVariable}</code>: in bash or zsh this asks for it and
            keeps it out of the history.
          </p>
          <CodeBlock text={`read -rs ${secretVariable}`} what="command that asks for the secret" className="mb-2.5" />
        </>
      )}
      <CodeBlock text={curlCommand({ ...target, secret: written })} what="command" />
      {hasSecret && secret !== null && (
        <label htmlFor={checkboxId} className="mt-2 flex w-fit items-center gap-2 text-small">
          <Checkbox id={checkboxId} checked={isWritten} onChange={setWritten} />
          Write the secret into the command
        </label>
      )}
    </>
  );
}
