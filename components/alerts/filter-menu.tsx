"use client";

import { useQuery } from "@tanstack/react-query";
import { ListFilter } from "lucide-react";
import { useRouter } from "next/navigation";
import { useId, useState } from "react";
import { operationQuery } from "#components/shell/operation-query.ts";
import { useSessionUser } from "#components/shell/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Popover } from "#components/ui/popover.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { nobody } from "#lib/alerts/terms.ts";
import { type AlertFilter, alertsHref, notNarrowed, type SinceFilter, sinces } from "./alert-filter.ts";
import { sinceLabels } from "./filter-words.ts";

interface FilterMenuProps {
  filter: AlertFilter;
  /** The name of the source in force; null when none is. */
  sourceLabel: string | null;
}

const namesShown = 20;

/** What a list of alerts can be narrowed by besides its chips: source, log type, assignee, time. */
export function FilterMenu({ filter, sourceLabel }: FilterMenuProps) {
  const [isOpen, setOpen] = useState(false);
  const router = useRouter();
  const set = [filter.source, filter.logType, filter.assignee, filter.since].filter((one) => one !== null).length;

  function go(change: Partial<AlertFilter>) {
    setOpen(false);
    router.push(alertsHref(filter, change), { scroll: false });
  }
  return (
    <Popover
      label="Filters"
      align="start"
      isOpen={isOpen}
      onOpenChange={setOpen}
      trigger={
        <Button size="small">
          <ListFilter size={14} aria-hidden="true" />
          {set > 0 ? `Filters, ${set} set` : "Filters"}
        </Button>
      }
    >
      <FilterForm filter={filter} sourceLabel={sourceLabel} onApply={go} />
    </Popover>
  );
}

function FilterForm({
  filter,
  sourceLabel,
  onApply,
}: FilterMenuProps & { onApply: (change: Partial<AlertFilter>) => void }) {
  const user = useSessionUser();
  const [source, setSource] = useState(sourceLabel ?? "");
  const [logType, setLogType] = useState(filter.logType ?? "");
  const [assignee, setAssignee] = useState(filter.assignee ?? "");
  const [since, setSince] = useState<string>(filter.since ?? "");
  const listId = useId();
  const names = useQuery(operationQuery("GET /log-source-names", { query: { q: source, limit: namesShown } }));
  const found = names.data?.results ?? [];
  const chosen = found.find((one) => one.integrationLabel === source);
  const isUnknown = source !== "" && source !== sourceLabel && !chosen && names.isSuccess;

  return (
    <form
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (isUnknown) return;
        const kept = source === sourceLabel ? filter.source : null;
        onApply({
          source: chosen?.integrationId ?? (source === "" ? null : kept),
          logType: logType.trim() || null,
          assignee: assignee || null,
          since: (since || null) as SinceFilter | null,
        });
      }}
    >
      <Field label="Log source" error={isUnknown ? "Choose one of the sources by its name" : undefined}>
        <TextInput list={listId} value={source} onChange={(event) => setSource(event.target.value)} placeholder="Any" />
      </Field>
      <datalist id={listId}>
        {found.map((one) => (
          <option key={one.integrationId} value={one.integrationLabel} />
        ))}
      </datalist>
      <Field label="Log type">
        <TextInput value={logType} onChange={(event) => setLogType(event.target.value)} placeholder="Any" />
      </Field>
      <Field label="Assignee">
        <Select
          value={assignee}
          onChange={(event) => setAssignee(event.target.value)}
          options={[
            { value: "", label: "Anyone" },
            { value: user.id, label: "Me" },
            { value: nobody, label: "Nobody" },
          ]}
        />
      </Field>
      <Field label="Opened">
        <Select
          value={since}
          onChange={(event) => setSince(event.target.value)}
          options={[
            { value: "", label: "At any time" },
            ...sinces.map((one) => ({ value: one, label: sinceLabels[one] })),
          ]}
        />
      </Field>
      <div className="flex gap-2">
        <Button type="submit" variant="primary" size="small">
          Apply
        </Button>
        <Button size="small" onClick={() => onApply({ ...notNarrowed, text: filter.text, kind: filter.kind })}>
          Clear
        </Button>
      </div>
    </form>
  );
}
