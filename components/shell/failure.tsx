"use client";

import { useEffect } from "react";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { useRefresh } from "./use-refresh.ts";

interface FailureProps {
  error: Error & { digest?: string };
  reset: () => void;
}

const retryMs = 10_000;

/** What a page shows when it could not be made: what failed, retry (also by itself), and an id to quote. */
export function Failure({ error, reset }: FailureProps) {
  const refresh = useRefresh();
  useEffect(() => {
    const timer = setInterval(() => void refresh(reset), retryMs);
    return () => clearInterval(timer);
  }, [refresh, reset]);
  return (
    <div role="alert" className="max-w-[52ch]">
      <h1>This page could not be loaded</h1>
      <p className="mt-1.5 mb-4 text-ink-2">
        Telltale failed while it read the data of this page. Reading changes nothing. It is tried again every 10
        seconds; whether other parts work is not known from here.
      </p>
      {error.digest && (
        <p className="mb-4 flex items-center gap-2 text-ink-2">
          Error id <code>{error.digest}</code>
          <CopyButton text={error.digest} what="error id" />
        </p>
      )}
      <Button variant="primary" onClick={() => void refresh(reset)}>
        Try again
      </Button>
    </div>
  );
}
