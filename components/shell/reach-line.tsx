"use client";

import { useQueryClient } from "@tanstack/react-query";
import { CloudOff, LogIn } from "lucide-react";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { holdPageReads } from "./hold-page-reads.ts";
import { type Lost, reach } from "./reach.ts";
import { useRefresh } from "./use-refresh.ts";

const never = () => null;

/** Reads the page and what it asked for again once the server is back. */
function useRecovery(lost: Lost | null) {
  const queries = useQueryClient();
  const refresh = useRefresh();
  const wasLost = useRef(false);
  useEffect(() => {
    if (wasLost.current && lost === null) {
      void queries.invalidateQueries();
      void refresh();
    }
    wasLost.current = lost !== null;
  }, [lost, queries, refresh]);
}

/** Says since when the server is not reached or the session is over, until it is not so any more. Stands once, over everything. */
export function ReachLine() {
  const lost = useSyncExternalStore(reach.subscribe, reach.lost, never);
  useRecovery(lost);

  useEffect(() => holdPageReads(window, reach), []);
  useEffect(() => {
    const ask = () => void reach.check();
    const look = () => reach.lost() && document.visibilityState === "visible" && ask();
    window.addEventListener("offline", ask);
    window.addEventListener("online", ask);
    document.addEventListener("visibilitychange", look);
    return () => {
      window.removeEventListener("offline", ask);
      window.removeEventListener("online", ask);
      document.removeEventListener("visibilitychange", look);
    };
  }, []);

  return (
    <div
      role="status"
      data-over-dialogs
      className="pointer-events-none fixed inset-x-0 bottom-0 z-[55] flex justify-center px-2 pb-2 max-[720px]:bottom-14"
    >
      {lost && (
        <p className="pointer-events-auto flex animate-arrive items-start gap-2 rounded-surface border border-line-strong bg-warn-soft px-3.5 py-2 text-ink shadow-float">
          {lost.cause === "signed-out" ? (
            <LogIn size={16} aria-hidden="true" className="mt-0.5 shrink-0 text-warn-ink" />
          ) : (
            <CloudOff size={16} aria-hidden="true" className="mt-0.5 shrink-0 text-warn-ink" />
          )}
          <span>{lost.cause === "signed-out" ? <SignedOut since={lost.since} /> : <Away since={lost.since} />}</span>
        </p>
      )}
    </div>
  );
}

const moment = (since: number) => <RelativeTime at={new Date(since).toISOString()} form="moment" />;

function Away({ since }: { since: number }) {
  return (
    <>Not reachable since {moment(since)}, trying again. The page shows what was known before; what you typed stays.</>
  );
}

function SignedOut({ since }: { since: number }) {
  return (
    <>
      Your session has ended; noticed {moment(since)}.{" "}
      <a href="/sign-in" target="_blank" rel="noreferrer" className="link underline">
        Sign in in another tab
      </a>
      , and this page goes on by itself. It shows what was known before; what you typed stays.
    </>
  );
}
