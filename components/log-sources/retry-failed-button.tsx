"use client";

import { RotateCw } from "lucide-react";
import { useState } from "react";
import { callOperation } from "#components/shell/call-operation.ts";
import { useRefresh } from "#components/shell/use-refresh.ts";
import { Button } from "#components/ui/button.tsx";
import { plural } from "#components/ui/number-format.ts";
import { useToast } from "#components/ui/toast.tsx";

/** Puts the bodies that could not be processed back into the queue. */
export function RetryFailedButton({ sourceId, count }: { sourceId: string; count: number }) {
  const refresh = useRefresh();
  const toast = useToast();
  const [isPending, setPending] = useState(false);

  async function retry() {
    setPending(true);
    try {
      const { batches } = await callOperation("POST /log-sources/{id}/retry-failed", { params: { id: sourceId } });
      toast({ title: `${plural(batches, "body is", "bodies are")} tried again` });
      void refresh();
    } catch (error) {
      toast({ title: "Not tried again", description: (error as Error).message, tone: "fail" });
    } finally {
      setPending(false);
    }
  }

  return (
    <Button size="small" isPending={isPending} onClick={retry}>
      <RotateCw size={14} aria-hidden="true" />
      {`Try ${plural(count, "body", "bodies")} again`}
    </Button>
  );
}
