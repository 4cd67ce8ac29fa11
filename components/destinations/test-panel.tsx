"use client";

import { useMutation } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { callApi } from "#components/shell/api-client.ts";
import { useRefresh } from "#components/shell/use-refresh.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { duration } from "#components/ui/time-format.ts";
import { type DestinationTestResult, deliveryFailureLabels } from "#lib/destinations/schema.ts";

interface TestPanelProps {
  destinationId: string;
  isPrimary?: boolean;
}

/** Sends a test alert by the way that alerts take and shows what the receiver really answered. */
export function TestPanel({ destinationId, isPrimary = false }: TestPanelProps) {
  const refresh = useRefresh();
  const test = useMutation({
    mutationFn: () => callApi<DestinationTestResult>("POST", `/api/v1/destinations/${destinationId}/test`),
    onSettled: () => void refresh(),
  });
  return (
    <div>
      <Button variant={isPrimary ? "primary" : "secondary"} isPending={test.isPending} onClick={() => test.mutate()}>
        <Send size={16} aria-hidden="true" />
        {test.data ? "Send another test alert" : "Send test alert"}
      </Button>
      <div aria-live="polite" className="mt-3.5 empty:hidden [&>*:last-child]:mb-0">
        {test.isPending && <p className="text-ink-2">Waiting for the receiver&apos;s answer</p>}
        {test.error && (
          <Banner tone="fail" title="The test was not sent">
            {test.error.message}
          </Banner>
        )}
        {test.data && !test.isPending && <TestResult result={test.data} />}
      </div>
    </div>
  );
}

function TestResult({ result }: { result: DestinationTestResult }) {
  const took = (
    <>
      {duration(result.durationMs)}, sent <RelativeTime at={result.dispatchedAt} form="clock" />
    </>
  );
  if (result.success) {
    return (
      <Banner tone="ok" title={`The receiver answered ${result.statusCode ?? "without a status"}`}>
        {took}
        {result.message && <CodeBlock text={result.message} what="answer" className="mt-2 text-ink" />}
      </Banner>
    );
  }
  const title = result.reason ? deliveryFailureLabels[result.reason] : "The test alert did not arrive";
  return (
    <Banner tone="fail" title={result.statusCode === null ? title : `${title}: ${result.statusCode}`}>
      <p className="break-words">{result.message}</p>
      <p className="mt-1 text-small">{took}</p>
    </Banner>
  );
}
