"use client";

import { RotateCw } from "lucide-react";
import { Permitted } from "#components/shell/permitted.tsx";
import { useOperation } from "#components/shell/use-operation.ts";
import { Button } from "#components/ui/button.tsx";
import { retriedWords } from "./reach-words.ts";

const lookBackMs = 30 * 86_400_000;

/** Tries again what was given up in 30 days and whose alert still goes on: for a receiver that was repaired. */
export function RetryGivenUpButton({ destinationId }: { destinationId: string }) {
  const retry = useOperation("POST /destinations/{id}/retry-failed", {
    failed: "Not tried again",
    done: ({ retried }) => ({ title: retriedWords(retried) }),
  });
  const since = () => new Date(Date.now() - lookBackMs).toISOString();
  return (
    <Permitted operation="POST /destinations/{id}/retry-failed">
      <Button
        size="small"
        isPending={retry.isPending}
        onClick={() => void retry.run({ params: { id: destinationId }, body: { since: since() } })}
      >
        <RotateCw size={14} aria-hidden="true" />
        Try again what was given up
      </Button>
    </Permitted>
  );
}
