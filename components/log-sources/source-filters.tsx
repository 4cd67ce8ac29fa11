import { ListSearch } from "#components/shell/list-search.tsx";
import { ChipRow, LinkChip } from "#components/ui/chips.tsx";
import { type SourcesByState, sourceStates } from "#lib/log-sources/source-state.ts";
import { type SourceListFilter, sourceStateLabels, sourcesHref } from "./source-filter.ts";

/** What narrows the list of log sources; the counts are of all that fit, on this page and on others. */
export function SourceFilters({ filter, counts }: { filter: SourceListFilter; counts: SourcesByState }) {
  return (
    <div className="mt-4 mb-3 flex flex-wrap items-center gap-2">
      <ListSearch label="Search log sources" placeholder="Search name or log type" />
      <ChipRow label="State">
        <LinkChip href={sourcesHref(filter, { state: null })} isOn={filter.state === null} count={counts.total}>
          All
        </LinkChip>
        {sourceStates.map((state) => (
          <LinkChip
            key={state}
            href={sourcesHref(filter, { state })}
            isOn={filter.state === state}
            count={counts.byState[state]}
          >
            {sourceStateLabels[state]}
          </LinkChip>
        ))}
      </ChipRow>
      {(counts.unwatched > 0 || filter.isUnwatched) && (
        <ChipRow label="Drop-off alarm">
          <LinkChip
            href={sourcesHref(filter, { isUnwatched: !filter.isUnwatched })}
            isOn={filter.isUnwatched}
            count={counts.unwatched}
          >
            No drop-off alarm
          </LinkChip>
        </ChipRow>
      )}
    </div>
  );
}
