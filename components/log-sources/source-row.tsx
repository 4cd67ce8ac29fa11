"use client";

import { Ribbon } from "#components/charts/ribbon.tsx";
import { Permitted } from "#components/shell/permitted.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { Link } from "#components/ui/link.tsx";
import { count, exactCount, plural } from "#components/ui/number-format.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { windowWords } from "#components/ui/time-format.ts";
import type { SourceDropOff } from "#lib/log-sources/schema.ts";
import { kindLabel } from "./kinds/registry.ts";
import { HealthPill, leadingReason } from "./source-health.tsx";
import { SourceMenu } from "./source-menu.tsx";
import type { ListedSource } from "./source-series.ts";

const shownLogTypes = 2;

/** The columns of the list; head and rows share them. At 390 px a row is two lines and its ribbon. */
export const sourceColumns =
  "grid items-center gap-x-4 grid-cols-[16px_minmax(0,1fr)_auto] min-[960px]:grid-cols-[16px_minmax(0,1fr)_212px_104px_112px_122px_32px]";

/** "drop-off alarm 1 day"; other alarms count only where that one is not set. */
function alarmWords({ minutesThreshold, others }: SourceDropOff): string {
  if (minutesThreshold !== null) return `drop-off alarm ${windowWords(minutesThreshold)}`;
  return others > 0
    ? `${plural(others, "other", "other")} drop-off ${others === 1 ? "alarm" : "alarms"}`
    : "no drop-off alarm";
}

/** Below 960 px: a line of its own, under the name. */
const wideBelow960 = "max-[959px]:order-4 max-[959px]:col-start-2 max-[959px]:col-end-[-1]";

interface SourceRowProps {
  source: ListedSource;
  isSelected: boolean;
  onSelect: (isSelected: boolean) => void;
  onPause: (isPaused: boolean) => void;
  onDropOff: () => void;
  onDelete: () => void;
}

/** A source in two lines: its name and what fails, or else what it carries. */
export function SourceRow({ source, isSelected, onSelect, onPause, onDropOff, onDelete }: SourceRowProps) {
  const { integrationLabel: name, counts } = source;
  const href = `/log-sources/${source.integrationId}`;
  const reason = source.health.status === "failing" ? leadingReason(source.health) : null;
  const more = source.logTypes.length - shownLogTypes;
  return (
    <li
      data-row
      className={classNames(
        sourceColumns,
        "relative gap-y-2 border-line border-t px-4 py-3 first:border-t-0 hover:bg-sunken",
        isSelected && "bg-brand-soft/55 shadow-[inset_2px_0_0_var(--brand)] hover:bg-brand-soft/55",
      )}
    >
      <Checkbox checked={isSelected} onChange={onSelect} aria-label={`Select ${name}`} className="z-10" />
      <div className="min-w-0 max-[959px]:contents">
        <Link
          href={href}
          className="block truncate font-[560] no-underline after:absolute after:inset-0 after:content-[''] focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-brand focus-visible:after:-outline-offset-2"
        >
          {name}
        </Link>
        {reason ? (
          <p className={classNames(wideBelow960, "mt-px text-fail-ink min-[960px]:truncate")} title={reason.message}>
            {reason.message}
          </p>
        ) : (
          <p className={classNames(wideBelow960, "mt-px text-ink-2 min-[960px]:truncate")}>
            {kindLabel(source.integrationType)},{" "}
            <span className="font-mono text-quiet">{source.logTypes.slice(0, shownLogTypes).join(", ")}</span>
            {more > 0 && <span title={source.logTypes.join(", ")}> +{more}</span>}
          </p>
        )}
      </div>
      <Ribbon name={name} series={source.series} className={classNames(wideBelow960, "z-10")} />
      <p className="text-ink-2 text-small max-[959px]:order-5 max-[959px]:col-start-2">
        <span title={exactCount(counts.classified + counts.failed)}>{count(counts.classified + counts.failed)}</span>
        <span className="min-[960px]:hidden"> in 24 h</span>
        {counts.failed > 0 && (
          <span className="text-fail-ink min-[960px]:block">
            {<span className="min-[960px]:hidden">, </span>}
            {plural(counts.failed, "failed", "failed")}
          </span>
        )}
        <span className="min-[960px]:hidden">
          {source.lastEventReceivedAtTime && (
            <>
              , last <RelativeTime at={source.lastEventReceivedAtTime} />
            </>
          )}
          {source.dropOff && `, ${alarmWords(source.dropOff)}`}
        </span>
      </p>
      <p className="text-ink-2 text-small max-[959px]:hidden">
        {source.lastEventReceivedAtTime ? <RelativeTime at={source.lastEventReceivedAtTime} /> : "never"}
        {source.dropOff && (
          <span className="block text-ink-3 text-quiet" title={alarmWords(source.dropOff)}>
            {alarmWords(source.dropOff).replace("drop-off ", "")}
          </span>
        )}
      </p>
      <div className="max-[959px]:order-5 max-[959px]:justify-self-end">
        <HealthPill source={source} />
      </div>
      <div className="z-10 -my-1 max-[959px]:order-1 max-[959px]:justify-self-end">
        <Permitted operation="PATCH /log-sources/{id}" isQuiet>
          <SourceMenu source={source} onPause={onPause} onDropOff={onDropOff} onDelete={onDelete} />
        </Permitted>
      </div>
    </li>
  );
}
