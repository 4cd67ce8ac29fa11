"use client";

import { CircleCheck, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "#components/ui/class-names.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { byteSize, plural } from "#components/ui/number-format.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { FirstEvent } from "#lib/log-sources/schema.ts";
import { RefusalList } from "./refusal-list.tsx";

const list = new Intl.ListFormat("en", { type: "conjunction" });

interface FrameProps {
  tone: "wait" | "ok" | "fail";
  title: ReactNode;
  action?: ReactNode;
  children?: ReactNode;
}

function Frame({ tone, title, action, children }: FrameProps) {
  const isWaiting = tone === "wait";
  return (
    <div
      className={classNames(
        "my-[18px] flex flex-wrap items-start gap-3 rounded-surface border px-4 py-3.5 transition-colors duration-200",
        isWaiting && "border-line-strong border-dashed",
        tone === "ok" && "border-transparent bg-ok-soft text-ok-ink",
        tone === "fail" && "border-transparent bg-fail-soft text-fail-ink",
      )}
    >
      <span className="flex size-5 shrink-0 items-center justify-center">
        {isWaiting && <span aria-hidden="true" className="pulse-dot" />}
        {tone === "ok" && <CircleCheck size={16} aria-hidden="true" />}
        {tone === "fail" && <TriangleAlert size={16} aria-hidden="true" />}
      </span>
      <div className="min-w-0 flex-1 basis-52">
        <p className="font-semibold text-ink">{title}</p>
        {children}
      </div>
      {action}
    </div>
  );
}

/** What has come of the first event: waits, turns green by itself, or says why nothing arrives and why it did not fit. */
export function FirstEventPanel({ event }: { event: FirstEvent | undefined }) {
  return (
    <div aria-live="polite">
      <FirstEventState event={event} />
    </div>
  );
}

function FirstEventState({ event }: { event: FirstEvent | undefined }) {
  const received = event?.received;
  if (!received) {
    const refused = event?.refusals.reduce((sum, refusal) => sum + refusal.count, 0) ?? 0;
    if (event && refused > 0) {
      return (
        <Frame
          tone="fail"
          title={`${plural(refused, "request")} arrived and ${refused === 1 ? "was" : "were"} refused`}
        >
          <RefusalList refusals={event.refusals} />
          <p className="mt-1.5 text-ink-2">Still waiting: this page turns green by itself once one is accepted.</p>
        </Frame>
      );
    }
    return (
      <Frame tone="wait" title="Waiting for your first event">
        <p className="text-ink-2">This page turns green by itself. You can leave; the source is saved.</p>
      </Frame>
    );
  }
  const processed = event.processed;
  if (!processed) {
    return (
      <Frame tone="wait" title="Your first event is here">
        <p className="text-ink-2">
          {byteSize(received.bytes)} received <RelativeTime at={received.at} />, being classified.
        </p>
      </Frame>
    );
  }
  if (processed.classified > 0 && processed.failed === 0) {
    return (
      <Frame tone="ok" title={<FirstEventProof event={event} />}>
        <p>
          {plural(processed.classified, "event")}, {byteSize(received.bytes)}.
        </p>
      </Frame>
    );
  }
  const seeError = event.alertId && <LinkButton href={`/alerts/${event.alertId}`}>See the error</LinkButton>;
  if (processed.failed > 0) {
    return (
      <Frame
        tone="fail"
        action={seeError}
        title={
          processed.classified > 0
            ? `${plural(processed.failed, "line")} of ${processed.failed + processed.classified} did not fit any of the log types`
            : "Your first event arrived, but it does not fit any of the log types"
        }
      >
        {event.failure && <p className="break-words">{event.failure}</p>}
        <p className="mt-1.5 text-ink-2">
          The line is kept. Correct the sender, or go back and choose the log type that it really sends.
        </p>
      </Frame>
    );
  }
  return (
    <Frame tone="fail" action={seeError} title="Your first event arrived, but it could not be processed">
      <p className="break-words">{processed.lastError ?? "The body held no events."}</p>
    </Frame>
  );
}

/** "First event received 2 s ago, classified as Okta.SystemLog". */
export function FirstEventProof({ event }: { event: FirstEvent }) {
  if (!event.received) return null;
  return (
    <>
      First event received <RelativeTime at={event.received.at} />
      {event.processed && event.processed.logTypes.length > 0 && (
        <>
          , classified as <span className="font-mono text-[0.93em]">{list.format(event.processed.logTypes)}</span>
        </>
      )}
    </>
  );
}

/** The first event was taken and fits. */
export function isProven(event: FirstEvent | undefined): boolean {
  return Boolean(event?.processed && event.processed.classified > 0);
}
