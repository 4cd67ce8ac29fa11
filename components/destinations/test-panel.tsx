"use client";

import { Send } from "lucide-react";
import { Permitted } from "#components/shell/permitted.tsx";
import { useOperation } from "#components/shell/use-operation.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { duration } from "#components/ui/time-format.ts";
import type { DestinationTestResult } from "#lib/destinations/schema.ts";
import { deliveryFailureLabels } from "#lib/destinations/terms.ts";

interface TestPanelProps {
  destinationId: string;
  /** The latest test of the present configuration. */
  lastTest: DestinationTestResult | null;
  /** It is the next thing to do, until a test arrived. */
  isNext?: boolean;
}

/** Sends a test alert by the way that alerts take and shows what the receiver really answered. */
export function TestPanel({ destinationId, lastTest, isNext = false }: TestPanelProps) {
  const test = useOperation("POST /destinations/{id}/test");
  const result = test.answer ?? lastTest;
  return (
    <div>
      <Permitted operation="POST /destinations/{id}/test">
        <Button
          variant={isNext && !result?.success ? "primary" : "secondary"}
          isPending={test.isPending}
          onClick={() => void test.run({ params: { id: destinationId } })}
        >
          <Send size={16} aria-hidden="true" />
          {result ? "Send another test alert" : "Send test alert"}
        </Button>
      </Permitted>
      <div aria-live="polite" className="mt-3.5 empty:hidden [&>*:last-child]:mb-0">
        {test.isPending && <p className="text-ink-2">Waiting for the receiver&apos;s answer</p>}
        {test.error && (
          <Banner tone="fail" title="There is no result of this test">
            {test.error.message}
          </Banner>
        )}
        {result && !test.isPending && !test.error && <TestResult result={result} />}
      </div>
    </div>
  );
}

function TestResult({ result }: { result: DestinationTestResult }) {
  const took = (
    <>
      {duration(result.durationMs)}, sent <RelativeTime at={result.dispatchedAt} form="full" />
    </>
  );
  if (result.success) {
    const title = result.statusCode === null ? "The test alert arrived" : `The receiver answered ${result.statusCode}`;
    return (
      <Banner tone="ok" title={title}>
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
