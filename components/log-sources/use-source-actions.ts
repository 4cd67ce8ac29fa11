"use client";

import { callOperation } from "#components/shell/call-operation.ts";
import { useWrite } from "#components/shell/use-operation.ts";
import type { LogSourceSummary } from "#lib/log-sources/schema.ts";
import { doToEach, manyDone, manyFailed } from "./many-sources.ts";

type Source = Pick<LogSourceSummary, "integrationId" | "integrationLabel" | "integrationType">;

interface Pausing {
  sources: readonly Source[];
  isPaused: boolean;
}

/** Pausing, resuming and deleting of one source or many. Each says what happened, and pausing can be undone. */
export function useSourceActions() {
  const pausing = useWrite(
    "log-sources",
    ({ sources, isPaused }: Pausing) =>
      doToEach(sources, (id) => callOperation("PATCH /log-sources/{id}", { params: { id }, body: { isPaused } })),
    {
      failed: ({ isPaused }) => (isPaused ? "Not paused" : "Not resumed"),
      done: (outcome, { isPaused }) => ({
        title: manyDone(outcome, isPaused ? "paused" : "resumed"),
        description: manyFailed(outcome) ?? (isPaused ? "Requests are answered with 403 until you resume." : undefined),
        action: { label: "Undo", run: () => void pausing.run({ sources: outcome.done, isPaused: !isPaused }) },
      }),
    },
  );
  const removing = useWrite(
    "log-sources",
    (sources: readonly Source[]) =>
      doToEach(sources, (id) => callOperation("DELETE /log-sources/{id}", { params: { id } })),
    {
      failed: "Not deleted",
      done: (outcome) => ({
        title: manyDone(outcome, "deleted"),
        description: manyFailed(outcome) ?? undefined,
      }),
      gone: (sources) => sources.map(({ integrationId }) => integrationId),
    },
  );
  return {
    setPaused: (wanted: Pausing) => void pausing.run(wanted),
    isPending: pausing.isPending,
    /** @throws ApiError after it was shown, so that a dialog stays open. */
    remove: removing.runOrThrow,
  };
}
