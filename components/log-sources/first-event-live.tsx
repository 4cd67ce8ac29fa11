"use client";

import { FirstEventPanel } from "./first-event-panel.tsx";
import { useFirstEvent } from "./use-first-event.ts";

/** The first event's panel, kept up to date. */
export function FirstEventLive({ sourceId }: { sourceId: string }) {
  const { data } = useFirstEvent(sourceId);
  return <FirstEventPanel event={data} />;
}
