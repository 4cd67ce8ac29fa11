"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { ArrowUp } from "lucide-react";
import { useState } from "react";
import { failureWords } from "#components/shell/failure-words.ts";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { exactCount } from "#components/ui/number-format.ts";
import type { AlertEventPage } from "#lib/alerts/schema.ts";
import type { ClassificationFailure } from "#lib/classification/schema.ts";
import { FailingLine } from "./failing-line.tsx";
import { evidenceQueries, linesOfPage } from "./queries.ts";

interface FailingLinesProps {
  alertId: string;
  /** The newest lines as the server read them. */
  initial: AlertEventPage;
  /** Lines of this alert in all. */
  total: number;
}

const failuresOf = (page: AlertEventPage | undefined) => (page?.results ?? []) as ClassificationFailure[];

/** The lines that no schema took, newest first; new ones wait behind a button so that nothing moves while it is read. */
export function FailingLines({ alertId, initial, total }: FailingLinesProps) {
  const [shown, setShown] = useState(() => failuresOf(initial));
  const older = useInfiniteQuery(evidenceQueries.older(alertId, initial.next));
  const newest = useQuery(evidenceQueries.newest(alertId));
  const shownIds = new Set(shown.map((failure) => failure.rowId));
  const read = failuresOf(newest.data);
  const firstShown = read.findIndex((failure) => shownIds.has(failure.rowId));
  const waiting = firstShown === -1 ? read : read.slice(0, firstShown);
  const olderLines = (older.data?.pages ?? []).flatMap(failuresOf).filter((failure) => !shownIds.has(failure.rowId));
  const lines = [...shown, ...olderLines];
  const hasOlder = older.data ? older.hasNextPage : initial.next !== undefined;
  return (
    <Card title="Failing lines" note={`newest first, ${exactCount(Math.max(total, lines.length))} in all`} id="lines">
      <div aria-live="polite" className="pointer-events-none sticky top-2 z-20 flex h-0 justify-center">
        {waiting.length > 0 && (
          <Button
            size="small"
            onClick={() => setShown([...waiting, ...shown])}
            className="pointer-events-auto animate-arrive -translate-y-6 shadow-float"
          >
            <ArrowUp size={14} aria-hidden="true" />
            {waiting.length >= linesOfPage ? `${linesOfPage} or more` : waiting.length} new
          </Button>
        )}
      </div>
      {lines.length === 0 ? (
        <p className="text-ink-2">No line is kept any more. Failing lines are deleted after their retention.</p>
      ) : (
        <ul>
          {lines.map((failure) => (
            <FailingLine key={failure.rowId} failure={failure} />
          ))}
        </ul>
      )}
      {older.error && <p className="text-fail-ink text-small">{failureWords(older.error)}</p>}
      {hasOlder && (
        <Button
          isPending={older.isFetching}
          onClick={() => (older.data ? older.fetchNextPage() : older.refetch())}
          className="mt-2"
        >
          Show older lines
        </Button>
      )}
    </Card>
  );
}
