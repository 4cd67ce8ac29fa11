"use client";

import { AlarmClockOff, CircleCheck, CircleSlash, Eye, MessageSquare, UserRound } from "lucide-react";
import { type FormEvent, useState } from "react";
import { failureWords } from "#components/shell/failure-words.ts";
import { Permitted } from "#components/shell/permitted.tsx";
import { useSessionUser } from "#components/shell/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { useNow, useZone } from "#components/ui/clock.tsx";
import { Menu, MenuItem } from "#components/ui/menu.tsx";
import { exactCount, plural } from "#components/ui/number-format.ts";
import { Popover } from "#components/ui/popover.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { snoozeChoices, snoozeWords } from "./snooze.ts";
import type { AlertsChange } from "./use-change-alerts.ts";
import type { Selection } from "./use-selection.ts";

interface BulkActionsProps {
  selection: Selection;
  /** How many alerts the filter finds. */
  total: number;
  isTotalAtLeast: boolean;
  /** How many of a long change are done; null while none runs. */
  done: number | null;
  /** Resolves to whether all was done. */
  onChange: (wanted: AlertsChange) => Promise<boolean>;
}

/** What can be done to the alerts that are chosen. */
export function BulkActions(props: BulkActionsProps) {
  const { selection, total, isTotalAtLeast, done, onChange } = props;
  const count = selection.targets.length;
  const toast = useToast();
  const user = useSessionUser();
  const isMore = selection.isEveryRow && !selection.isAll && (total > count || isTotalAtLeast);

  function selectAll() {
    selection.selectAll().catch((error: unknown) => {
      toast({ tone: "fail", title: "The alerts could not be found", description: failureWords(error) });
    });
  }
  return (
    <>
      <span className="mr-1 font-medium text-ink text-small" aria-live="polite">
        {done === null ? `${plural(count, "alert")} selected` : `${exactCount(done)} of ${exactCount(count)} done`}
      </span>
      {isMore && (
        <Button size="small" variant="quiet" onClick={selectAll} isPending={selection.isFinding}>
          Select all {exactCount(total)}
          {isTotalAtLeast && " or more"}
        </Button>
      )}
      <Permitted operation="PATCH /alerts">
        <Button size="small" onClick={() => void onChange({ status: "RESOLVED" })} isPending={done !== null}>
          <CircleCheck size={14} aria-hidden="true" />
          Resolve
        </Button>
        <Button size="small" onClick={() => void onChange({ status: "TRIAGED" })} disabled={done !== null}>
          <Eye size={14} aria-hidden="true" />
          Triage
        </Button>
        <Button size="small" onClick={() => void onChange({ status: "CLOSED" })} disabled={done !== null}>
          <CircleSlash size={14} aria-hidden="true" />
          Invalid
        </Button>
        <SnoozeMenu onChange={onChange} />
        <Button size="small" onClick={() => void onChange({ assignee: user.id })} disabled={done !== null}>
          <UserRound size={14} aria-hidden="true" />
          Assign to me
        </Button>
        <CommentPopover count={count} onChange={onChange} />
      </Permitted>
      <Button size="small" variant="quiet" onClick={selection.clear} className="ml-auto">
        Clear
      </Button>
    </>
  );
}

function SnoozeMenu({ onChange }: Pick<BulkActionsProps, "onChange">) {
  const now = useNow();
  const { zone } = useZone();
  return (
    <Menu
      trigger={
        <Button size="small">
          <AlarmClockOff size={14} aria-hidden="true" />
          Snooze
        </Button>
      }
    >
      {snoozeChoices(now, zone).map(({ label, until }) => (
        <MenuItem
          key={label}
          onSelect={() => void onChange({ snoozedUntil: until.toISOString() })}
          help={snoozeWords(until, zone, now)}
        >
          {label}
        </MenuItem>
      ))}
    </Menu>
  );
}

function CommentPopover({ count, onChange }: Pick<BulkActionsProps, "onChange"> & { count: number }) {
  const [isOpen, setOpen] = useState(false);
  const [body, setBody] = useState("");
  const [isPending, setPending] = useState(false);
  async function send(event: FormEvent) {
    event.preventDefault();
    if (body.trim() === "" || isPending) return;
    setPending(true);
    const isDone = await onChange({ comment: { body: body.trim(), format: "PLAIN_TEXT" } });
    setPending(false);
    // What was not sent stays, to be sent again.
    if (!isDone) return;
    setBody("");
    setOpen(false);
  }
  return (
    <Popover
      label="Comment on the selected alerts"
      isOpen={isOpen}
      onOpenChange={setOpen}
      trigger={
        <Button size="small">
          <MessageSquare size={14} aria-hidden="true" />
          Comment
        </Button>
      }
    >
      <form onSubmit={send} className="grid gap-2">
        <Textarea
          aria-label={`Comment on ${plural(count, "alert")}`}
          placeholder="Write a comment"
          rows={3}
          value={body}
          onChange={(event) => setBody(event.target.value)}
        />
        <Button type="submit" size="small" disabled={body.trim() === ""} isPending={isPending}>
          Comment on {plural(count, "alert")}
        </Button>
      </form>
    </Popover>
  );
}
