"use client";

import { callOperation } from "#components/shell/call-operation.ts";
import { useWrite } from "#components/shell/use-operation.ts";
import { plural } from "#components/ui/number-format.ts";
import type { LogSourceSummary } from "#lib/log-sources/schema.ts";

type Source = Pick<LogSourceSummary, "integrationId" | "integrationLabel" | "integrationType">;

interface Pausing {
  sources: readonly Source[];
  isPaused: boolean;
}

const nameOf = (sources: readonly Source[]) =>
  sources.length === 1 ? (sources[0]?.integrationLabel ?? "") : plural(sources.length, "source");

/** Pausing, resuming and deleting of one source or many. Each says what happened, and pausing can be undone. */
export function useSourceActions() {
  const pausing = useWrite(
    "log-sources",
    ({ sources, isPaused }: Pausing) =>
      Promise.all(
        sources.map(({ integrationId: id }) =>
          callOperation("PATCH /log-sources/{id}", { params: { id }, body: { isPaused } }),
        ),
      ),
    {
      failed: ({ isPaused }) => (isPaused ? "Not paused" : "Not resumed"),
      done: (_, { sources, isPaused }) => ({
        title: `${nameOf(sources)} ${isPaused ? "paused" : "resumed"}`,
        ...(isPaused ? { description: "Requests are answered with 403 until you resume." } : {}),
        action: { label: "Undo", run: () => void pausing.run({ sources, isPaused: !isPaused }) },
      }),
    },
  );
  const removing = useWrite(
    "log-sources",
    async (sources: readonly Source[]) => {
      for (const { integrationId: id } of sources) await callOperation("DELETE /log-sources/{id}", { params: { id } });
    },
    {
      failed: "Not deleted",
      done: (_, sources) => ({ title: `${nameOf(sources)} deleted` }),
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
