"use client";

import { ListFilter } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { lazily } from "#components/ui/lazily.ts";
import { Popover } from "#components/ui/popover.tsx";
import { type AlertFilter, alertsHref } from "./alert-filter.ts";

const load = () => import("./filter-form.tsx");
const FilterForm = lazily(() => load().then((file) => file.FilterForm));

interface FilterMenuProps {
  filter: AlertFilter;
  /** The name of the source in force; null when none is. */
  sourceLabel: string | null;
}

/** What a list of alerts can be narrowed by besides its chips: source, log type, assignee, time. */
export function FilterMenu({ filter, sourceLabel }: FilterMenuProps) {
  const [isOpen, setOpen] = useState(false);
  const router = useRouter();
  const prepare = () => void load().catch(() => {});
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
        <Button size="small" onPointerEnter={prepare} onFocus={prepare}>
          <ListFilter size={14} aria-hidden="true" />
          {set > 0 ? `Filters, ${set} set` : "Filters"}
        </Button>
      }
    >
      <FilterForm filter={filter} sourceLabel={sourceLabel} onApply={go} />
    </Popover>
  );
}
