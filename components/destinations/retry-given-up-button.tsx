"use client";

import { RotateCw } from "lucide-react";
import { useState } from "react";
import { callApi } from "#components/shell/api-client.ts";
import { Permitted } from "#components/shell/permitted.tsx";
import { useRefresh } from "#components/shell/use-refresh.ts";
import { Button } from "#components/ui/button.tsx";
import { plural } from "#components/ui/number-format.ts";
import { useToast } from "#components/ui/toast.tsx";

const lookBackMs = 30 * 86_400_000;

/** Tries again what was given up in 30 days and whose alert still goes on: for a receiver that was repaired. */
export function RetryGivenUpButton({ destinationId }: { destinationId: string }) {
  const refresh = useRefresh();
  const toast = useToast();
  const [isPending, setPending] = useState(false);

  async function retry() {
    setPending(true);
    try {
      const since = new Date(Date.now() - lookBackMs).toISOString();
      const { retried } = await callApi<{ retried: number }>(
        "POST",
        `/api/v1/destinations/${destinationId}/retry-failed`,
        { since },
      );
      toast({
        title:
          retried === 0
            ? "Nothing to try again: those alerts are over"
            : `${plural(retried, "message is", "messages are")} tried again`,
      });
      void refresh();
    } catch (error) {
      toast({ title: "Not tried again", description: (error as Error).message, tone: "fail" });
    } finally {
      setPending(false);
    }
  }

  return (
    <Permitted operation="POST /destinations/{id}/retry-failed">
      <Button size="small" isPending={isPending} onClick={retry}>
        <RotateCw size={14} aria-hidden="true" />
        Try again what was given up
      </Button>
    </Permitted>
  );
}
