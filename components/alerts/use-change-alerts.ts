"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { useOperation } from "#components/shell/use-operation.ts";
import { plural } from "#components/ui/number-format.ts";
import { useToast } from "#components/ui/toast.tsx";
import { type AlertStatus, activeStatuses } from "#lib/alerts/terms.ts";
import type { AlertTarget } from "./use-selection.ts";

/** What a change of status says it did. */
const doneWords: Record<AlertStatus, string> = {
  OPEN: "Reopened",
  TRIAGED: "Marked triaged",
  RESOLVED: "Resolved",
  CLOSED: "Marked invalid",
};

/** What can be done to many alerts; one thing at a time. */
export type AlertsChange =
  | { status: AlertStatus }
  | { snoozedUntil: string }
  | { assignee: string | null }
  | { comment: { body: string; format: "PLAIN_TEXT" } };

/** As many as the API takes at once. */
const atOnce = 500;

function doneTitle(wanted: AlertsChange): string {
  if ("status" in wanted) return doneWords[wanted.status];
  if ("snoozedUntil" in wanted) return "Snoozed";
  if ("assignee" in wanted) return wanted.assignee === null ? "Assigned to nobody" : "Assigned to you";
  return "Commented";
}

/** The alerts that a change is for: only what is active can be snoozed, and a status that is there already is left. */
function concerned(targets: readonly AlertTarget[], wanted: AlertsChange): AlertTarget[] {
  if ("snoozedUntil" in wanted) return targets.filter(({ status }) => activeStatuses.includes(status));
  if ("status" in wanted) return targets.filter(({ status }) => status !== wanted.status);
  return [...targets];
}

/**
 * Changes alerts, however many, 500 at a time, and says what came of it; a status can be undone. `show` draws statuses at
 * once, and again when they are undone or refused.
 * `change` resolves to whether all was done.
 */
export function useChangeAlerts(show: (statusById: ReadonlyMap<string, AlertStatus>) => void) {
  const toast = useToast();
  const queries = useQueryClient();
  const { run } = useOperation("PATCH /alerts", {
    failed: ({ body }) => `${plural(body.ids.length, "alert")} could not be changed`,
  });
  const [done, setDone] = useState<number | null>(null);

  /** @returns how many were changed: the first so many. */
  const send = useCallback(
    async (ids: readonly string[], wanted: AlertsChange) => {
      let count = 0;
      for (let from = 0; from < ids.length; from += atOnce) {
        const some = ids.slice(from, from + atOnce);
        if (!(await run({ body: { ...wanted, ids: some } }))) break;
        count += some.length;
        if (ids.length > atOnce) setDone(count);
      }
      setDone(null);
      return count;
    },
    [run],
  );

  /** Sets each to a status of its own. */
  const restore = useCallback(
    async (before: readonly AlertTarget[]) => {
      show(new Map(before.map(({ id, status }) => [id, status])));
      for (const [status, some] of Map.groupBy(before, (target) => target.status)) {
        await send(
          some.map(({ id }) => id),
          { status },
        );
      }
    },
    [send, show],
  );

  const change = useCallback(
    async (targets: readonly (AlertTarget & { title?: string })[], wanted: AlertsChange): Promise<boolean> => {
      const before = concerned(targets, wanted);
      if (before.length === 0) return true;
      // A reading that is under way would draw the old state again.
      await queries.cancelQueries({ queryKey: ["alerts"] });
      if ("status" in wanted) show(new Map(before.map(({ id }) => [id, wanted.status])));
      const count = await send(
        before.map(({ id }) => id),
        wanted,
      );
      const left = before.slice(count);
      if ("status" in wanted && left.length > 0) show(new Map(left.map(({ id, status }) => [id, status])));
      if (count === 0) return false;
      const changed = before.slice(0, count);
      const title = doneTitle(wanted);
      toast({
        topic: "status",
        title: before.length === 1 ? title : `${title}: ${plural(count, "alert")}`,
        // Why stands in a message of its own; of a request without an answer it is not known what became of it.
        description: left.length > 0 ? `Of ${plural(left.length, "alert")} no such answer came` : onlyTitle(targets),
        ...("status" in wanted ? { action: { label: "Undo", run: () => void restore(changed) } } : {}),
      });
      return left.length === 0;
    },
    [toast, queries, send, restore, show],
  );
  /** How many of a long change are done; null while none runs. */
  return { change, done };
}

function onlyTitle(targets: readonly { title?: string }[]): string | undefined {
  return targets.length === 1 ? targets[0]?.title : undefined;
}
