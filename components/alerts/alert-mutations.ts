"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { callApi } from "#components/shell/api-client.ts";
import { failureWords } from "#components/shell/failure-words.ts";
import { useRefresh } from "#components/shell/use-refresh.ts";
import { plural } from "#components/ui/number-format.ts";
import { useToast } from "#components/ui/toast.tsx";
import type { Alert } from "#lib/alerts/schema.ts";
import type { AlertStatus } from "#lib/alerts/terms.ts";

/** What a change says it did. */
const doneWords: Record<AlertStatus, string> = {
  OPEN: "Reopened",
  TRIAGED: "Marked triaged",
  RESOLVED: "Resolved",
  CLOSED: "Marked invalid",
};

/** Calls the API; a failure becomes a message. Resolves to whether it succeeded. */
export function useApiAction() {
  const toast = useToast();
  const refresh = useRefresh();
  const queries = useQueryClient();
  return useCallback(
    async (failed: string, action: () => Promise<unknown>): Promise<boolean> => {
      try {
        await action();
        return true;
      } catch (error) {
        toast({ tone: "fail", title: failed, description: failureWords(error) });
        return false;
      } finally {
        void queries.invalidateQueries({ queryKey: ["alerts"] });
        void refresh();
      }
    },
    [toast, refresh, queries],
  );
}

/**
 * Sets the status of alerts, with a message that can undo it. `show` draws the change at once, and again when it is
 * undone or refused.
 */
export function useSetStatus(show: (statusById: ReadonlyMap<string, AlertStatus>) => void) {
  const toast = useToast();
  const act = useApiAction();
  const queries = useQueryClient();
  return useCallback(
    async (alerts: readonly Alert[], status: AlertStatus) => {
      const before = new Map(
        alerts.filter((alert) => alert.status !== status).map((alert) => [alert.id, alert.status]),
      );
      if (before.size === 0) return;
      const send = async (statusById: ReadonlyMap<string, AlertStatus>) => {
        // A reading that is under way would draw the old state again.
        await queries.cancelQueries({ queryKey: ["alerts"] });
        show(statusById);
        const idsByStatus = Map.groupBy(statusById.keys(), (id) => statusById.get(id));
        return act(`${plural(before.size, "alert")} could not be changed`, () =>
          Promise.all([...idsByStatus].map(([to, ids]) => callApi("PATCH", "/api/v1/alerts", { ids, status: to }))),
        );
      };
      const isDone = await send(new Map([...before.keys()].map((id) => [id, status])));
      if (!isDone) {
        show(before);
        return;
      }
      const [only] = alerts;
      toast({
        topic: "status",
        title: before.size === 1 ? doneWords[status] : `${doneWords[status]}: ${plural(before.size, "alert")}`,
        description: before.size === 1 ? only?.title : undefined,
        action: { label: "Undo", run: () => void send(before) },
      });
    },
    [toast, act, show, queries],
  );
}
