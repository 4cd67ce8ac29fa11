"use client";

import { useId, useState } from "react";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { usesSecret } from "#lib/log-source-kinds/terms.ts";
import { SendCommand, type SendCommandProps } from "./send-command.tsx";

/** The command of a source with a secret that was made a moment ago, which stays out of it unless it is asked for. */
export function FirstCommand({ secret, ...props }: SendCommandProps) {
  const [isWritten, setWritten] = useState(false);
  const checkboxId = useId();
  return (
    <>
      <SendCommand {...props} secret={isWritten ? secret : null} />
      {usesSecret(props.source.auth) && secret !== null && (
        <label htmlFor={checkboxId} className="mt-2 flex w-fit items-center gap-2 text-small">
          <Checkbox id={checkboxId} checked={isWritten} onChange={setWritten} />
          Write the secret into the command
        </label>
      )}
    </>
  );
}
