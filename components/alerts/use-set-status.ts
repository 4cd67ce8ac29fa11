"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useOperation } from "#components/shell/use-operation.ts";
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

/**
 * Sets the status of alerts, with a message that can undo it. `show` draws the change at once, and again when it is
 * undone or refused.
 */
export function useSetStatus(show: (statusById: ReadonlyMap<string, AlertStatus>) => void) {
  const toast = useToast();
  const { run } = useOperation("PATCH /alerts", {
    failed: ({ body }) => `${plural(body.ids.length, "alert")} could not be changed`,
  });
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
        const done = await Promise.all([...idsByStatus].map(([to, ids]) => run({ body: { ids, status: to } })));
        return done.every(Boolean);
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
    [toast, run, show, queries],
  );
}
