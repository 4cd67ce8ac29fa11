"use client";

import { RefreshCw } from "lucide-react";
import { useState } from "react";
import { useOperation } from "#components/shell/use-operation.ts";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { exactCount } from "#components/ui/number-format.ts";
import type { LogSourceDetail } from "#lib/log-sources/schema.ts";

interface ReplaceSecretButtonProps {
  source: LogSourceDetail;
  onSecret: (secret: string) => void;
}

/** Makes a new secret after saying what the old one's end costs. */
export function ReplaceSecretButton({ source, onSecret }: ReplaceSecretButtonProps) {
  const [isOpen, setOpen] = useState(false);
  const replace = useOperation("POST /log-sources/{id}/rotate-secret", {
    failed: "The secret was not replaced",
    done: ({ generatedSecret }) => {
      onSecret(generatedSecret);
      return null;
    },
  });
  const events = source.counts.classified + source.counts.failed;

  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <RefreshCw size={16} aria-hidden="true" />
        Replace the secret
      </Button>
      <ConfirmDialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={`Replace the secret of ${source.integrationLabel}?`}
        action="Replace the secret"
        onConfirm={() => replace.runOrThrow({ params: { id: source.integrationId } })}
      >
        The secret in use stops working at once: senders that still carry it are refused with 401 until they have the
        new one. {events > 0 && `This source took ${exactCount(events)} events in the last 24 hours.`}
      </ConfirmDialog>
    </>
  );
}
