"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { callOperation } from "#components/shell/call-operation.ts";
import { useRefresh } from "#components/shell/use-refresh.ts";
import { plural } from "#components/ui/number-format.ts";
import { useToast } from "#components/ui/toast.tsx";
import type { LogSourceSummary } from "#lib/log-sources/schema.ts";

type Source = Pick<LogSourceSummary, "integrationId" | "integrationLabel" | "integrationType">;

const nameOf = (sources: readonly Source[]) =>
  sources.length === 1 ? (sources[0]?.integrationLabel ?? "") : plural(sources.length, "source");

/** Pausing, resuming and deleting of one source or many. Each says what happened, and pausing can be undone. */
export function useSourceActions() {
  const refreshPage = useRefresh();
  const queryClient = useQueryClient();
  const toast = useToast();

  async function refresh() {
    await queryClient.invalidateQueries({ queryKey: ["log-sources"] });
    await refreshPage();
  }

  const setPaused = useMutation({
    mutationFn: ({ sources, isPaused }: { sources: readonly Source[]; isPaused: boolean }) =>
      Promise.all(
        sources.map((source) =>
          callOperation("PATCH /log-sources/{id}", { params: { id: source.integrationId }, body: { isPaused } }),
        ),
      ),
    onSuccess: (_, { sources, isPaused }) =>
      toast({
        title: `${nameOf(sources)} ${isPaused ? "paused" : "resumed"}`,
        ...(isPaused ? { description: "Requests are answered with 403 until you resume." } : {}),
        action: { label: "Undo", run: () => setPaused.mutate({ sources, isPaused: !isPaused }) },
      }),
    onError: (error, { isPaused }) =>
      toast({ title: isPaused ? "Not paused" : "Not resumed", description: error.message, tone: "fail" }),
    onSettled: refresh,
  });

  /** The page is the caller's to leave or to read again. @throws ApiError after it was shown, so that a dialog stays open. */
  async function remove(sources: readonly Source[]) {
    try {
      for (const { integrationId: id } of sources) await callOperation("DELETE /log-sources/{id}", { params: { id } });
      toast({ title: `${nameOf(sources)} deleted` });
    } catch (error) {
      toast({ title: "Not deleted", description: (error as Error).message, tone: "fail" });
      throw error;
    } finally {
      // Not the sources themselves: those that are gone would be asked for once more.
      await queryClient.invalidateQueries({ queryKey: ["log-sources"], exact: true });
    }
  }

  return { setPaused: setPaused.mutate, isPending: setPaused.isPending, remove };
}
