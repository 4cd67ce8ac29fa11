import { X } from "lucide-react";
import { ListSearch } from "#components/shell/list-search.tsx";
import { kindViews } from "#components/system-errors/registry.tsx";
import { ChipRow, LinkChip } from "#components/ui/chips.tsx";
import type { AlertCounts } from "#lib/alerts/counts.ts";
import { sumOfStatuses } from "#lib/alerts/terms.ts";
import type { SystemErrorType } from "#lib/system-errors/schema.ts";
import { type AlertFilter, alertsHref, stateFilters, statusesShown } from "./alert-filter.ts";
import { FilterMenu } from "./filter-menu.tsx";
import { filterWords } from "./filter-words.ts";

const stateLabels = { open: "Open", resolved: "Resolved", invalid: "Invalid", all: "All" } as const;

interface AlertFiltersProps {
  filter: AlertFilter;
  /** Of what the filter finds, whatever its state and kind. */
  counts: AlertCounts;
  /** Those that the tab knows. */
  kinds: readonly SystemErrorType[];
  /** The name of the source in force; null when none is. */
  sourceLabel: string | null;
}

/** What a list of alerts shows: states and kinds with their numbers, the other filters, the order, the search. */
export function AlertFilters({ filter, counts, kinds, sourceLabel }: AlertFiltersProps) {
  const ofKind = filter.kind ? counts.byKind.get(filter.kind) : counts.byStatus;
  const statuses = statusesShown(filter);
  return (
    <>
      <ChipRow label="State">
        {stateFilters.map((state) => (
          <LinkChip
            key={state}
            href={alertsHref(filter, { state })}
            isOn={filter.state === state}
            count={sumOfStatuses(ofKind, statusesShown({ ...filter, state }))}
          >
            {stateLabels[state]}
          </LinkChip>
        ))}
      </ChipRow>
      {kinds.length > 0 && (
        <>
          <span aria-hidden="true" className="mx-1 h-4 w-px bg-line-strong max-[720px]:hidden" />
          <ChipRow label="Kind">
            {kinds.map((kind) => (
              <LinkChip
                key={kind}
                href={alertsHref(filter, { kind: filter.kind === kind ? null : kind })}
                isOn={filter.kind === kind}
                count={sumOfStatuses(counts.byKind.get(kind), statuses)}
              >
                {kindViews[kind].shortLabel}
              </LinkChip>
            ))}
          </ChipRow>
        </>
      )}
      <FilterMenu key={alertsHref(filter)} filter={filter} sourceLabel={sourceLabel} />
      <LinkChip
        href={alertsHref(filter, { order: filter.order === "created" ? "last-seen" : "created" })}
        isOn={filter.order === "last-seen"}
      >
        Last seen first
      </LinkChip>
      <ListSearch key={filter.tab} label="Search titles and causes" placeholder="Title or cause" />
      {counts.isAtLeast && (
        <p className="w-full text-ink-3 text-small">
          The newest 10,000 were looked at: each number is the least that there are.
        </p>
      )}
    </>
  );
}

interface FiltersInForceProps {
  filter: AlertFilter;
  sourceLabel: string | null;
  /** Who looks. */
  userId: string;
}

/** The filters that no chip shows, each with its way off. */
export function FiltersInForce({ filter, sourceLabel, userId }: FiltersInForceProps) {
  const inForce = filterWords(filter, sourceLabel, userId);
  if (inForce.length === 0) return null;
  return (
    <ul aria-label="Filters in force" className="mb-3 flex flex-wrap gap-2">
      {inForce.map(({ words, without }) => (
        <li key={words}>
          <LinkChip href={alertsHref(filter, without)} isOn>
            {words}
            <X size={12} aria-hidden="true" />
            <span className="sr-only">, take off</span>
          </LinkChip>
        </li>
      ))}
    </ul>
  );
}
