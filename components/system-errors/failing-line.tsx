"use client";

import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { byteSize, exactCount, plural } from "#components/ui/number-format.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { ClassificationFailure, FailureDetail } from "#lib/classification/schema.ts";
import { lineExcerpt } from "./line-segments.ts";
import { pathWords } from "./path-words.ts";

const excerptLength = 420;
const reasonsShown = 2;

/** One line that no schema took: when, the text with what was refused marked, and why each schema refused it. */
export function FailingLine({ failure }: { failure: ClassificationFailure }) {
  const [isWhole, setWhole] = useState(false);
  const [isExplained, setExplained] = useState(failure.errors.length <= reasonsShown);
  const spans = failure.errors.flatMap((error) => error.span ?? []);
  const { segments, cutBefore, cutAfter } = lineExcerpt(
    failure.payload,
    spans,
    isWhole ? Number.POSITIVE_INFINITY : excerptLength,
  );
  const notKept = failure.payloadBytes - new TextEncoder().encode(failure.payload).length;
  const reasons = isExplained ? failure.errors : failure.errors.slice(0, 1);
  return (
    <li className="grid gap-x-3 gap-y-1 border-line border-t py-2 min-[720px]:grid-cols-[64px_minmax(0,1fr)_auto]">
      <div className="flex items-baseline gap-2 text-ink-3 text-quiet min-[720px]:block">
        <RelativeTime at={failure.parsedAt} form="clock" />
        <span className="block" title={`Line ${failure.lineNumber} of its request, byte ${failure.byteOffset}`}>
          line {exactCount(failure.lineNumber)}
        </span>
        <CopyButton text={failure.payload} what="line" className="ml-auto min-[720px]:hidden" />
      </div>
      <div className="min-w-0">
        <p className="whitespace-pre-wrap break-all font-mono text-ink-2 text-quiet leading-[1.55]">
          {cutBefore > 0 && <span className="text-ink-3">…</span>}
          {segments.map((segment, at) =>
            segment.isRefused ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: a segment is its place
              <mark key={at} className="refused">
                {segment.text}
              </mark>
            ) : (
              segment.text
            ),
          )}
          {cutAfter > 0 && <span className="text-ink-3">…</span>}
        </p>
        {(cutBefore + cutAfter > 0 || isWhole) && (
          <Button
            variant="quiet"
            size="small"
            aria-expanded={isWhole}
            onClick={() => setWhole(!isWhole)}
            className="-ml-2"
          >
            {isWhole ? "Show less" : `Show all ${exactCount(failure.payload.length)} characters`}
          </Button>
        )}
        {notKept > 0 && (
          <p className="text-quiet text-warn-ink">The line has {byteSize(failure.payloadBytes)}; its start is shown.</p>
        )}
        <ul className="mt-1">
          {reasons.map((error, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the reasons of a line never move
            <Reason key={at} error={error} />
          ))}
        </ul>
        {failure.errors.length > reasonsShown && (
          <Button
            variant="quiet"
            size="small"
            aria-expanded={isExplained}
            onClick={() => setExplained(!isExplained)}
            className="-ml-2"
          >
            {isExplained
              ? "Show one reason only"
              : `Why ${plural(failure.errors.length - 1, "more schema")} refused it`}
          </Button>
        )}
      </div>
      <CopyButton text={failure.payload} what="line" className="-mr-2 self-start max-[720px]:hidden" />
    </li>
  );
}

/** Why one schema refused the line. */
function Reason({ error }: { error: FailureDetail }) {
  return (
    <li className="text-ink-2 text-small">
      {error.id !== null && (
        <>
          <span className="font-[560] text-ink">{error.id}</span>:{" "}
        </>
      )}
      {error.path === "$" ? "the line" : <code>{pathWords(error.path)}</code>} must be {error.expected}, found{" "}
      {error.found}
    </li>
  );
}
