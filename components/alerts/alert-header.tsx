"use client";

import { AlarmClock, AlarmClockOff, Check, ChevronDown, CircleSlash, Eye, RotateCcw, UserRound } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { type PageCommand, usePageCommands } from "#components/shell/commands.tsx";
import { useHotkeys } from "#components/shell/hotkeys.tsx";
import { Permitted } from "#components/shell/permitted.tsx";
import { useSessionUser } from "#components/shell/session.tsx";
import { useOperation } from "#components/shell/use-operation.ts";
import { Button } from "#components/ui/button.tsx";
import { useNow, useZone } from "#components/ui/clock.tsx";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "#components/ui/menu.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { dayAndTime } from "#components/ui/time-format.ts";
import type { Alert } from "#lib/alerts/schema.ts";
import { type AlertStatus, activeStatuses } from "#lib/alerts/terms.ts";
import { kindLabel } from "./kind-icon.tsx";
import { snoozeChoices } from "./snooze.ts";
import { StatePill } from "./state-pill.tsx";
import { useSetStatus } from "./use-set-status.ts";

/** The head of an alert's page: its state, its title, and what can be done with it. Keys: e, a, s. */
export function AlertHeader({ alert }: { alert: Alert }) {
  const [status, show] = useShownStatus(alert);
  const setStatus = useSetStatus(show);
  const shown: Alert = { ...alert, status };
  const isActive = activeStatuses.includes(status);
  const set = (to: AlertStatus) => void setStatus([shown], to);

  const snooze = useSnooze(alert);
  const assign = useAssign(alert);
  const [isSnoozing, setSnoozing] = useState(false);
  const toggle = () => set(isActive ? "RESOLVED" : "OPEN");
  useHotkeys({ e: toggle, a: assign.toggle, s: () => isActive && setSnoozing(true) });

  const commands: PageCommand[] = [
    {
      id: "toggle",
      label: isActive ? "Mark resolved" : "Reopen",
      icon: isActive ? Check : RotateCcw,
      key: "e",
      run: toggle,
    },
    { id: "assign", label: assign.label, icon: UserRound, key: "a", run: assign.toggle },
    ...(status === "TRIAGED" ? [] : [{ id: "triage", label: "Mark triaged", icon: Eye, run: () => set("TRIAGED") }]),
    ...(status === "CLOSED"
      ? []
      : [{ id: "invalid", label: "Mark invalid", icon: CircleSlash, run: () => set("CLOSED") }]),
    ...(isActive
      ? snooze.choices.map((choice) => ({
          id: `snooze ${choice.label}`,
          label: `Snooze: ${choice.label.toLowerCase()}`,
          icon: AlarmClockOff,
          run: () => snooze.set(choice.until),
        }))
      : []),
  ];
  usePageCommands(commands);

  return (
    <header className="flex flex-wrap items-start gap-x-4 gap-y-3">
      <div className="min-w-0 flex-1 basis-96">
        <div className="mb-1 flex flex-wrap items-center gap-x-2.5 gap-y-1 text-ink-2 text-small">
          <StatePill alert={shown} />
          <span>
            {kindLabel(alert.systemError?.type)}, {alert.severity.charAt(0) + alert.severity.slice(1).toLowerCase()}
          </span>
          {status !== "OPEN" || !alert.isRegressed ? null : (
            <span className="text-warn-ink">
              came back after it was resolved, <RelativeTime at={alert.openedAt} form="day-and-time" />
            </span>
          )}
          {snooze.until && (
            <span className="inline-flex items-center gap-1">
              <AlarmClockOff size={14} aria-hidden="true" />
              snoozed until <RelativeTime at={snooze.until} form="day-and-time" />
            </span>
          )}
        </div>
        <h1>{alert.title}</h1>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <Permitted operation="PATCH /alerts/{id}">
          {isActive && (
            <Menu
              isOpen={isSnoozing}
              onOpenChange={setSnoozing}
              trigger={
                <Button aria-keyshortcuts="s">
                  <AlarmClockOff size={16} aria-hidden="true" />
                  Snooze
                </Button>
              }
            >
              <MenuLabel>Snooze</MenuLabel>
              {snooze.choices.map((choice) => (
                <MenuItem
                  key={choice.label}
                  onSelect={() => snooze.set(choice.until)}
                  help={choice.label.startsWith("Until") ? undefined : snooze.words(choice.until)}
                >
                  {choice.label.startsWith("Until") ? snooze.words(choice.until) : choice.label}
                </MenuItem>
              ))}
              {snooze.until && (
                <>
                  <MenuSeparator />
                  <MenuItem icon={<AlarmClock size={16} aria-hidden="true" />} onSelect={() => snooze.set(null)}>
                    End the snooze
                  </MenuItem>
                </>
              )}
            </Menu>
          )}
          <Button onClick={assign.toggle} aria-keyshortcuts="a">
            <UserRound size={16} aria-hidden="true" />
            {assign.label}
          </Button>
          <span className="inline-flex">
            <Button onClick={toggle} aria-keyshortcuts="e" className="rounded-r-none">
              {isActive ? <Check size={16} aria-hidden="true" /> : <RotateCcw size={16} aria-hidden="true" />}
              {isActive ? "Mark resolved" : "Reopen"}
            </Button>
            <Menu
              trigger={
                <Button size="icon" aria-label="Other states" className="-ml-px rounded-l-none">
                  <ChevronDown size={16} aria-hidden="true" />
                </Button>
              }
            >
              {status !== "OPEN" && (
                <MenuItem
                  icon={<RotateCcw size={16} aria-hidden="true" />}
                  onSelect={() => set("OPEN")}
                  help="It needs attention"
                >
                  Open
                </MenuItem>
              )}
              {status !== "TRIAGED" && (
                <MenuItem
                  icon={<Eye size={16} aria-hidden="true" />}
                  onSelect={() => set("TRIAGED")}
                  help="Somebody looks at it"
                >
                  Triaged
                </MenuItem>
              )}
              {status !== "RESOLVED" && (
                <MenuItem
                  icon={<Check size={16} aria-hidden="true" />}
                  onSelect={() => set("RESOLVED")}
                  help="Repaired; comes back as regressed"
                >
                  Resolved
                </MenuItem>
              )}
              {status !== "CLOSED" && (
                <MenuItem
                  icon={<CircleSlash size={16} aria-hidden="true" />}
                  onSelect={() => set("CLOSED")}
                  help="Was never a real problem"
                >
                  Invalid
                </MenuItem>
              )}
            </Menu>
          </span>
        </Permitted>
      </div>
    </header>
  );
}

const shownMs = 8000;

/** The status to draw: what was chosen here, until the server says the same; the server's after some seconds. */
function useShownStatus(alert: Alert): [AlertStatus, (statusById: ReadonlyMap<string, AlertStatus>) => void] {
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

function useSnooze(alert: Alert) {
  const now = useNow();
  const { zone } = useZone();
  const { run } = useOperation("PATCH /alerts/{id}", { failed: "The snooze was not changed" });
  const until = alert.snoozedUntil && new Date(alert.snoozedUntil) > now ? alert.snoozedUntil : null;
  return {
    until,
    choices: snoozeChoices(now, zone),
    words: (at: Date) => {
      const [day = "", time = ""] = dayAndTime(at, zone, now).split(", ");
      return day === "Today" ? `Until ${time}` : `Until ${dayAndTime(at, zone, now)}`;
    },
    set: (at: Date | null) => void run({ params: { id: alert.id }, body: { snoozedUntil: at?.toISOString() ?? null } }),
  };
}

function useAssign(alert: Alert) {
  const user = useSessionUser();
  const { run } = useOperation("PATCH /alerts/{id}", { failed: "The assignment was not changed" });
  const isMine = alert.assignee?.id === user.id;
  return {
    label: isMine ? "Unassign" : "Assign to me",
    toggle: () => void run({ params: { id: alert.id }, body: { assignee: isMine ? null : user.id } }),
  };
}
