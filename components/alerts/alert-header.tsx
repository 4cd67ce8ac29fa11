"use client";

import {
  AlarmClock,
  AlarmClockOff,
  Check,
  ChevronDown,
  CircleSlash,
  Eye,
  type LucideIcon,
  RotateCcw,
  UserRound,
} from "lucide-react";
import { useState } from "react";
import { type PageCommand, usePageCommands } from "#components/shell/commands.tsx";
import { useHotkeys } from "#components/shell/hotkeys.tsx";
import { Permitted } from "#components/shell/permitted.tsx";
import { Button } from "#components/ui/button.tsx";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "#components/ui/menu.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { Alert } from "#lib/alerts/schema.ts";
import { type AlertStatus, activeStatuses } from "#lib/alerts/terms.ts";
import { StatePill } from "./state-pill.tsx";
import { useAssign, useShownStatus, useSnooze } from "./use-alert-actions.ts";
import { useChangeAlerts } from "./use-change-alerts.ts";

/** The head of an alert's page: its state, its title, and what can be done with it. Keys: e, a, s. `kind` is its kind in words. */
export function AlertHeader({ alert, kind }: { alert: Alert; kind: string }) {
  const [status, show] = useShownStatus(alert);
  const { change } = useChangeAlerts(show);
  const shown: Alert = { ...alert, status };
  const isActive = activeStatuses.includes(status);
  const set = (to: AlertStatus) => void change([shown], { status: to });

  const snooze = useSnooze(alert);
  const assign = useAssign(alert);
  const [isSnoozing, setSnoozing] = useState(false);
  const toggle = () => set(isActive ? "RESOLVED" : "OPEN");
  useHotkeys({ e: toggle, a: assign.toggle, s: () => isActive && setSnoozing(true) });
  usePageCommands(commandsOf({ status, snooze, assign, toggle, set }), "PATCH /alerts/{id}");

  return (
    <header className="flex flex-wrap items-start gap-x-4 gap-y-3">
      <div className="min-w-0 flex-1 basis-96">
        <StateLine alert={shown} kind={kind} snoozedUntil={snooze.until} />
        <h1>{alert.title}</h1>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <Permitted operation="PATCH /alerts/{id}">
          {isActive && <SnoozeMenu snooze={snooze} isOpen={isSnoozing} onOpenChange={setSnoozing} />}
          <Button onClick={assign.toggle} aria-keyshortcuts="a">
            <UserRound size={16} aria-hidden="true" />
            {assign.label}
          </Button>
          <span className="inline-flex">
            <Button onClick={toggle} aria-keyshortcuts="e" className="rounded-r-none">
              {isActive ? <Check size={16} aria-hidden="true" /> : <RotateCcw size={16} aria-hidden="true" />}
              {isActive ? "Mark resolved" : "Reopen"}
            </Button>
            <StatesMenu status={status} onChoose={set} />
          </span>
        </Permitted>
      </div>
    </header>
  );
}

interface Actions {
  status: AlertStatus;
  snooze: ReturnType<typeof useSnooze>;
  assign: ReturnType<typeof useAssign>;
  toggle: () => void;
  set: (to: AlertStatus) => void;
}

/** What the palette offers on the page. */
function commandsOf({ status, snooze, assign, toggle, set }: Actions): PageCommand[] {
  const isActive = activeStatuses.includes(status);
  const label = isActive ? "Mark resolved" : "Reopen";
  const commands: PageCommand[] = [
    { id: "toggle", label, icon: isActive ? Check : RotateCcw, key: "e", run: toggle },
    { id: "assign", label: assign.label, icon: UserRound, key: "a", run: assign.toggle },
  ];
  if (status !== "TRIAGED") {
    commands.push({ id: "triage", label: "Mark triaged", icon: Eye, run: () => set("TRIAGED") });
  }
  if (status !== "CLOSED") {
    commands.push({ id: "invalid", label: "Mark invalid", icon: CircleSlash, run: () => set("CLOSED") });
  }
  for (const choice of isActive ? snooze.choices : []) {
    commands.push({
      id: `snooze ${choice.label}`,
      label: `Snooze: ${choice.label.toLowerCase()}`,
      icon: AlarmClockOff,
      run: () => snooze.set(choice.until),
    });
  }
  return commands;
}

function StateLine(props: { alert: Alert; kind: string; snoozedUntil: string | null }) {
  const { alert, kind, snoozedUntil } = props;
  return (
    <div className="mb-1 flex flex-wrap items-center gap-x-2.5 gap-y-1 text-ink-2 text-small">
      <StatePill alert={alert} />
      <span>
        {kind}, {alert.severity.charAt(0) + alert.severity.slice(1).toLowerCase()}
      </span>
      {alert.status === "OPEN" && alert.isRegressed && (
        <span className="text-warn-ink">
          came back after it was resolved, <RelativeTime at={alert.openedAt} form="day-and-time" />
        </span>
      )}
      {snoozedUntil && (
        <span className="inline-flex items-center gap-1">
          <AlarmClockOff size={14} aria-hidden="true" />
          snoozed until <RelativeTime at={snoozedUntil} form="day-and-time" />
        </span>
      )}
    </div>
  );
}

function SnoozeMenu(props: { snooze: Actions["snooze"]; isOpen: boolean; onOpenChange: (isOpen: boolean) => void }) {
  const { snooze, isOpen, onOpenChange } = props;
  return (
    <Menu
      isOpen={isOpen}
      onOpenChange={onOpenChange}
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
  );
}

const states: readonly { status: AlertStatus; label: string; help: string; icon: LucideIcon }[] = [
  { status: "OPEN", label: "Open", help: "It needs attention", icon: RotateCcw },
  { status: "TRIAGED", label: "Triaged", help: "Somebody looks at it", icon: Eye },
  { status: "RESOLVED", label: "Resolved", help: "Repaired; comes back as regressed", icon: Check },
  { status: "CLOSED", label: "Invalid", help: "Was never a real problem", icon: CircleSlash },
];

function StatesMenu({ status, onChoose }: { status: AlertStatus; onChoose: (to: AlertStatus) => void }) {
  return (
    <Menu
      trigger={
        <Button size="icon" aria-label="Other states" className="-ml-px rounded-l-none">
          <ChevronDown size={16} aria-hidden="true" />
        </Button>
      }
    >
      {states
        .filter((one) => one.status !== status)
        .map(({ status: to, label, help, icon: Icon }) => (
          <MenuItem key={to} icon={<Icon size={16} aria-hidden="true" />} onSelect={() => onChoose(to)} help={help}>
            {label}
          </MenuItem>
        ))}
    </Menu>
  );
}
