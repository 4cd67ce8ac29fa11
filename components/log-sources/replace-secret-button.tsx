"use client";

import { RefreshCw } from "lucide-react";
import { useState } from "react";
import { callOperation } from "#components/shell/call-operation.ts";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { exactCount } from "#components/ui/number-format.ts";
import { useToast } from "#components/ui/toast.tsx";
import type { LogSourceDetail } from "#lib/log-sources/schema.ts";

interface ReplaceSecretButtonProps {
  source: LogSourceDetail;
  onSecret: (secret: string) => void;
}

/** Makes a new secret after saying what the old one's end costs. */
export function ReplaceSecretButton({ source, onSecret }: ReplaceSecretButtonProps) {
  const [isOpen, setOpen] = useState(false);
  const toast = useToast();
  const events = source.counts.classified + source.counts.failed;

  async function replace() {
    try {
      const params = { id: source.integrationId };
      const answer = await callOperation("POST /log-sources/{id}/rotate-secret", { params });
      onSecret(answer.generatedSecret);
    } catch (error) {
      toast({ title: "The secret was not replaced", description: (error as Error).message, tone: "fail" });
      throw error;
    }
  }

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
        onConfirm={replace}
      >
        The secret in use stops working at once: senders that still carry it are refused with 401 until they have the
        new one. {events > 0 && `This source took ${exactCount(events)} events in the last 24 hours.`}
      </ConfirmDialog>
    </>
  );
}
