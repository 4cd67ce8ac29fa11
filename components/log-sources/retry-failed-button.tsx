"use client";

import { RotateCw } from "lucide-react";
import { Permitted } from "#components/shell/permitted.tsx";
import { useOperation } from "#components/shell/use-operation.ts";
import { Button } from "#components/ui/button.tsx";
import { plural } from "#components/ui/number-format.ts";

/** Puts the bodies that could not be processed back into the queue. */
export function RetryFailedButton({ sourceId, count }: { sourceId: string; count: number }) {
  const retry = useOperation("POST /log-sources/{id}/retry-failed", {
    failed: "Not tried again",
    done: ({ batches }) => ({ title: `${plural(batches, "body is", "bodies are")} tried again` }),
  });
  return (
    <Permitted operation="POST /log-sources/{id}/retry-failed">
      <Button size="small" isPending={retry.isPending} onClick={() => void retry.run({ params: { id: sourceId } })}>
        <RotateCw size={14} aria-hidden="true" />
        {`Try ${plural(count, "body", "bodies")} again`}
      </Button>
    </Permitted>
  );
}
