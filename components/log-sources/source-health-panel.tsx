import { CircleCheck, CircleDashed, CircleX } from "lucide-react";
import { Card } from "#components/ui/card.tsx";
import { ChipRow, LinkChip } from "#components/ui/chips.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { CheckResult, HealthStatus } from "#lib/health-checks/schema.ts";
import { metricRanges } from "#lib/log-processing/terms.ts";
import type { LogSourceDetail, LogSourceMetrics } from "#lib/log-sources/schema.ts";
import { checkHours } from "./check-hours.ts";
import { FailingBanners } from "./failing-banners.tsx";
import { RefusalList } from "./refusal-list.tsx";
import { RetryFailedButton } from "./retry-failed-button.tsx";
import { HealthChart } from "./source-parts.ts";
import { sourceHref } from "./source-tab.ts";

const rangeLabels = { "24h": "24 h", "7d": "7 d", "30d": "30 d" } as const;

interface SourceHealthPanelProps {
  source: LogSourceDetail;
  metrics: LogSourceMetrics;
}

/** What fails, what was classified over a range, and each check with its last 24 hours. */
export function SourceHealthPanel({ source, metrics }: SourceHealthPanelProps) {
  return (
    <>
      <FailingBanners source={source} />
      <Card
        title="Classified and not classified"
        action={
          <ChipRow label="Range">
            {metricRanges.map((range) => (
              <LinkChip
                key={range}
                href={`${sourceHref(source.integrationId, "health")}&range=${range}`}
                isOn={range === metrics.range}
              >
                {rangeLabels[range]}
              </LinkChip>
            ))}
          </ChipRow>
        }
      >
        <HealthChart bars={metrics.buckets} barMinutes={metrics.intervalMinutes} name={source.integrationLabel} />
      </Card>
      <Card title="Checks" note="hour by hour over the last 24" isFlush>
        <ul className="@container">
          {source.checks.map((check) => (
            <CheckRow key={check.id} check={check} source={source} />
          ))}
        </ul>
      </Card>
    </>
  );
}

const marks = {
  healthy: { icon: CircleCheck, colour: "text-ok", word: "passes" },
  failing: { icon: CircleX, colour: "text-fail", word: "fails" },
  unknown: { icon: CircleDashed, colour: "text-ink-3", word: "not known" },
} as const;

function CheckRow({ check, source }: { check: CheckResult; source: LogSourceDetail }) {
  const { icon: Icon, colour, word } = marks[check.status];
  const hours = checkHours(check.id, source.ribbon);
  return (
    <li className="grid grid-cols-[16px_minmax(0,1fr)] items-center gap-x-3 gap-y-1.5 border-line border-t px-[18px] py-[11px] @min-[560px]:grid-cols-[16px_minmax(0,1fr)_168px_92px]">
      <Icon size={16} role="img" aria-label={word} className={classNames("self-start mt-0.5", colour)} />
      <div className="min-w-0">
        <p className="font-[560]">{check.title}</p>
        <p className="break-words text-ink-2">{check.message}</p>
        {check.id === "authentication" && source.refusals.length > 0 && (
          <div className="mt-1.5 text-ink-2 text-small">
            <RefusalList refusals={source.refusals} />
          </div>
        )}
        {check.id === "processing" && source.batches.failed > 0 && (
          <div className="mt-2">
            <RetryFailedButton sourceId={source.integrationId} count={source.batches.failed} />
          </div>
        )}
      </div>
      <div className="@max-[560px]:col-start-2">{hours.length > 0 && <Hours states={hours} />}</div>
      <p className="text-ink-2 text-small @max-[560px]:hidden">{check.at && <RelativeTime at={check.at} />}</p>
    </li>
  );
}

/** Told apart by height as well as by colour. */
const hourMarks: Record<HealthStatus, string> = {
  healthy: "h-2.5 bg-ok/75",
  failing: "h-4 bg-fail",
  unknown: "h-1 bg-silent",
};

function Hours({ states }: { states: readonly HealthStatus[] }) {
  const failed = states.filter((state) => state === "failing").length;
  const quiet = states.filter((state) => state === "unknown").length;
  const words =
    failed > 0 ? `Failed in ${failed} of ${states.length} hours` : `Nothing failed in ${states.length} hours`;
  return (
    <div
      role="img"
      aria-label={quiet > 0 ? `${words}, ${quiet} without events` : words}
      className="flex h-4 items-end gap-0.5"
    >
      {states.map((state, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an hour is its place
        <span key={at} className={classNames("mark w-[5px] rounded-[1.5px]", hourMarks[state])} />
      ))}
    </div>
  );
}
