import { classNames } from "#components/ui/class-names.ts";
import { Count } from "#components/ui/count.tsx";
import { byteSize, count, percent } from "#components/ui/number-format.ts";
import type { DestinationTotals } from "#lib/destinations/schema.ts";
import type { LogSourceSummary } from "#lib/log-sources/schema.ts";

interface Figure {
  term: string;
  value: number;
  note: string;
  /** The number should be 0. */
  isBad: boolean;
  /** What the note counts should be 0. */
  isNoteBad?: boolean;
}

function deliveredFigure({ deliveredLastDay, failedLastDay }: DestinationTotals): Figure {
  return {
    term: "Alerts delivered",
    value: deliveredLastDay,
    note: failedLastDay > 0 ? `${count(failedLastDay)} given up` : "none was given up",
    isBad: false,
    isNoteBad: failedLastDay > 0,
  };
}

/**
 * The pipeline of the last 24 hours in four numbers: in, understood, not understood, told; the last one is left out for who may
 * not see destinations.
 */
export function KeyFigures(props: { totals: LogSourceSummary["counts"]; destinations: DestinationTotals | null }) {
  const { classified, failed, refused, bytes } = props.totals;
  const figures: Figure[] = [
    { term: "Classified", value: classified, note: byteSize(bytes), isBad: false },
    {
      term: "Not classified",
      value: failed,
      note:
        failed > 0
          ? `${percent(failed, failed + classified)} of all lines`
          : classified > 0
            ? "every line fitted a schema"
            : "no line was processed",
      isBad: failed > 0,
    },
    {
      term: "Requests refused",
      value: refused,
      note: refused > 0 ? "each source says why" : "none",
      isBad: refused > 0,
    },
  ];
  if (props.destinations) figures.push(deliveredFigure(props.destinations));
  return (
    <div className="@container mb-[18px]">
      <dl className="grid grid-cols-2 gap-x-6 gap-y-4 @min-[560px]:grid-cols-4">
        {figures.map((figure) => (
          <div key={figure.term} className="border-line-strong border-t pt-2">
            <dt className="text-ink-2 text-small">{figure.term}</dt>
            <dd className={classNames("mt-0.5 font-[620] text-page leading-tight", figure.isBad && "text-fail-ink")}>
              <Count value={figure.value} />
              <span
                className={classNames(
                  "block font-normal text-quiet",
                  figure.isNoteBad ? "text-fail-ink" : "text-ink-3",
                )}
              >
                {figure.note}
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
