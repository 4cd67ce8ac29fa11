"use client";

import { AlarmClockOff } from "lucide-react";
import { Ribbon } from "#components/charts/ribbon.tsx";
import type { RibbonSeries } from "#components/charts/ribbon-geometry.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { useNow } from "#components/ui/clock.tsx";
import { Link } from "#components/ui/link.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { Alert } from "#lib/alerts/schema.ts";
import { CauseSentence } from "./cause.tsx";
import { deliverySummary } from "./delivery-summary.ts";
import { KindIcon } from "./kind-icon.tsx";
import { StatePill } from "./state-pill.tsx";

/** Columns of the list above 1020 px; below a row is a stack. */
export const rowColumns = "grid items-center gap-x-4 min-[1020px]:grid-cols-[20px_minmax(0,1fr)_212px_128px_92px_92px]";

interface AlertRowProps {
  alert: Alert;
  series: RibbonSeries | undefined;
  isSelected: boolean;
  /** Whether any row is selected, so that all boxes show. */
  isSelecting: boolean;
  onSelect: (isSelected: boolean) => void;
  /** It no longer fits the filter; it stays until the list is read anew. */
  isGone: boolean;
  isNew: boolean;
}

const deliveryTones = { plain: "text-ink-2", warn: "text-warn-ink", fail: "text-fail-ink" } as const;

/** One alert in two lines: what failed and why, its source's day, who was told, when, the state. */
export function AlertRow({ alert, series, isSelected, isSelecting, onSelect, isGone, isNew }: AlertRowProps) {
  const told = deliverySummary(alert.deliveries);
  return (
    <li
      data-alert={alert.id}
      className={classNames(
        "group relative border-line border-t px-4 py-3 first:border-t-0 max-[1020px]:grid-cols-[20px_minmax(0,1fr)_auto] max-[1020px]:gap-x-2.5 max-[720px]:px-3",
        "hover:bg-sunken has-[a:focus-visible]:bg-[color-mix(in_oklch,var(--brand-soft)_55%,var(--surface))] has-[a:focus-visible]:shadow-[inset_2px_0_0_var(--brand)]",
        rowColumns,
        isSelected &&
          "bg-[color-mix(in_oklch,var(--brand-soft)_55%,var(--surface))] shadow-[inset_2px_0_0_var(--brand)]",
        isGone && "opacity-60",
        isNew && "animate-arrive",
      )}
    >
      <span className="relative z-10 flex size-5 items-center justify-center self-start min-[1020px]:mt-[9px]">
        <span
          className={classNames(
            "group-hover:opacity-0 group-has-[input:focus-visible]:opacity-0",
            (isSelecting || isSelected) && "opacity-0",
          )}
        >
          <KindIcon alert={alert} />
        </span>
        <Checkbox
          checked={isSelected}
          onChange={onSelect}
          aria-label={`Select ${alert.title}`}
          className={classNames(
            "absolute! inset-0.5 has-[:focus-visible]:opacity-100 group-hover:opacity-100",
            isSelecting || isSelected ? "opacity-100" : "opacity-0",
          )}
        />
      </span>
      <div className="min-w-0">
        <Link
          href={`/alerts/${alert.id}`}
          className="block truncate font-[560] outline-none after:absolute after:inset-0 after:content-[''] max-[1020px]:whitespace-normal"
        >
          {alert.title}
        </Link>
        <p className="mt-px truncate text-ink-2 max-[1020px]:line-clamp-3 max-[1020px]:whitespace-normal">
          <CauseSentence alert={alert} />
        </p>
      </div>
      <div className="relative z-10 max-[1020px]:order-last max-[1020px]:col-[2/-1] max-[1020px]:mt-2">
        {series && <Ribbon series={series} name={`Source of “${alert.title}”`} />}
      </div>
      <span className={classNames("text-small max-[1020px]:hidden", deliveryTones[told.tone])}>{told.words}</span>
      <span className="text-ink-2 text-small max-[1020px]:hidden">
        <RelativeTime at={alert.lastReceivedEventAt} />
      </span>
      <span className="flex items-center gap-1.5 self-center max-[1020px]:self-start">
        <StatePill alert={alert} />
        <SnoozeMark until={alert.snoozedUntil} />
      </span>
    </li>
  );
}

function SnoozeMark({ until }: { until: string | undefined }) {
  const now = useNow();
  if (!until || new Date(until) <= now) return null;
  return <AlarmClockOff size={14} role="img" aria-label="Snoozed" className="shrink-0 text-ink-3" />;
}
