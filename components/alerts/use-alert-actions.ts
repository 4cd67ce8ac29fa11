"use client";

import { useCallback, useEffect, useState } from "react";
import { useSessionUser } from "#components/shell/session.tsx";
import { useOperation } from "#components/shell/use-operation.ts";
import { useNow, useZone } from "#components/ui/clock.tsx";
import type { Alert } from "#lib/alerts/schema.ts";
import type { AlertStatus } from "#lib/alerts/terms.ts";
import { snoozeChoices, snoozeWords } from "./snooze.ts";

const shownMs = 8000;

/** The status to draw: what was chosen here, until the server says the same; the server's after some seconds. */
export function useShownStatus(alert: Alert): [AlertStatus, (statusById: ReadonlyMap<string, AlertStatus>) => void] {
  const [chosen, setChosen] = useState<AlertStatus | null>(null);
  useEffect(() => {
    if (chosen === null) return;
    if (chosen === alert.status) {
      setChosen(null);
      return;
    }
    const timer = setTimeout(() => setChosen(null), shownMs);
    return () => clearTimeout(timer);
  }, [chosen, alert.status]);
  const show = useCallback(
    (statusById: ReadonlyMap<string, AlertStatus>) => setChosen(statusById.get(alert.id) ?? null),
    [alert.id],
  );
  return [chosen ?? alert.status, show];
}

/** How long the alert is snoozed, and what can be chosen. */
export function useSnooze(alert: Alert) {
  const now = useNow();
  const { zone } = useZone();
  const { run } = useOperation("PATCH /alerts/{id}", { failed: "The snooze was not changed" });
  const until = alert.snoozedUntil && new Date(alert.snoozedUntil) > now ? alert.snoozedUntil : null;
  return {
    until,
    choices: snoozeChoices(now, zone),
    words: (at: Date) => snoozeWords(at, zone, now),
    set: (at: Date | null) => void run({ params: { id: alert.id }, body: { snoozedUntil: at?.toISOString() ?? null } }),
  };
}

/** Whose it is, and how to make it one's own or nobody's. */
export function useAssign(alert: Alert) {
  const user = useSessionUser();
  const { run } = useOperation("PATCH /alerts/{id}", { failed: "The assignment was not changed" });
  const isMine = alert.assignee?.id === user.id;
  return {
    label: isMine ? "Unassign" : "Assign to me",
    toggle: () => void run({ params: { id: alert.id }, body: { assignee: isMine ? null : user.id } }),
  };
}
