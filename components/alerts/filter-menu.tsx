"use client";

import { useQuery } from "@tanstack/react-query";
import { ListFilter } from "lucide-react";
import { useRouter } from "next/navigation";
import { useId, useState } from "react";
import { callOperation } from "#components/shell/call-operation.ts";
import { failureWords } from "#components/shell/failure-words.ts";
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
  const [problem, setProblem] = useState<string>();

  /** The id of the source that is named; null for none. Its name may have been typed faster than names come. @throws ApiError */
  async function sourceId(): Promise<string | null | undefined> {
    const name = source.trim();
    if (name === "") return null;
    if (name === sourceLabel) return filter.source;
    const { results } = await callOperation("GET /log-source-names", { query: { q: name, limit: namesShown } });
    return results.find((one) => one.integrationLabel === name)?.integrationId;
  }
  async function apply() {
    const id = await sourceId();
    if (id === undefined) return setProblem("Choose one of the sources by its name");
    onApply({
      source: id,
      logType: logType.trim() || null,
      assignee: assignee || null,
      since: (since || null) as SinceFilter | null,
    });
  }

  return (
    <form
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        setProblem(undefined);
        apply().catch((error: unknown) => setProblem(failureWords(error)));
      }}
    >
      <Field label="Log source" error={problem}>
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
