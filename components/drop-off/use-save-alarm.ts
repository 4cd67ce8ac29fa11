"use client";

import { ApiError } from "#components/shell/api-error.ts";
import { callOperation } from "#components/shell/call-operation.ts";
import { useWrite } from "#components/shell/use-operation.ts";
import type { AlarmKey, SourceAlarm } from "#lib/drop-off/schema.ts";
import { type AlarmDraft, bodyOf } from "./alarm-draft.ts";

interface AlarmChange {
  draft: AlarmDraft;
  /** What is removed when the draft is switched off; null when nothing is set. */
  before: AlarmKey | null;
  /** The ETag of the alarm as it was seen, null when there was none; left out it is set whatever it is by now. */
  seen?: string | null;
}

async function saveAlarm(id: string, { draft, before, seen }: AlarmChange): Promise<SourceAlarm | null> {
  const params = { id };
  if (draft.isOn) {
    const body = bodyOf(draft);
    return callOperation("PUT /log-sources/{id}/alarms", { params, body, ifMatch: seen });
  }
  if (before) {
    // The key alone: an alarm as it is set has more fields, which would be refused.
    const query = { signal: before.signal, logType: before.logType };
    const removal = callOperation("DELETE /log-sources/{id}/alarms", { params, query, ifMatch: seen });
    await removal.catch((error: unknown) => {
      // What is gone already is as it was asked for.
      const isGone = error instanceof ApiError && (error.status === 404 || (error.status === 412 && !error.current));
      if (!isGone) throw error;
    });
  }
  return null;
}

/**
 * Sets the alarm of a draft, or removes it when it is switched off; one after the other.
 * @param onSaved called also when whoever asked has left the page; null when there is no alarm any more.
 */
export function useSaveAlarm(sourceId: string, onSaved?: (saved: SourceAlarm | null, draft: AlarmDraft) => void) {
  return useWrite("log-sources", (change: AlarmChange) => saveAlarm(sourceId, change), {
    inTurn: `alarms of ${sourceId}`,
    done: (saved, { draft }) => {
      onSaved?.(saved, draft);
      return null;
    },
  });
}
