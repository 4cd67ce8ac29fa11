"use client";

import { useRouter } from "next/navigation";
import { startTransition } from "react";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";

interface FailureProps {
  error: Error & { digest?: string };
  reset: () => void;
}

/** What a page shows when it could not be made: what failed, that nothing was lost, retry, and an id to quote. */
export function Failure({ error, reset }: FailureProps) {
  const router = useRouter();
  return (
    <div role="alert" className="max-w-[52ch]">
      <h1>This page could not be loaded</h1>
      <p className="mt-1.5 mb-4 text-ink-2">
        Telltale failed while it read the data of this page. Nothing was changed and nothing was lost: logs are still
        received and alerts are still delivered.
      </p>
      {error.digest && (
        <p className="mb-4 flex items-center gap-2 text-ink-2">
          Error id <code>{error.digest}</code>
          <CopyButton text={error.digest} what="error id" />
        </p>
      )}
      <Button
        variant="primary"
        onClick={() =>
          startTransition(() => {
            router.refresh();
            reset();
          })
        }
      >
        Try again
      </Button>
    </div>
  );
}
