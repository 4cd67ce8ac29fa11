import type { ReactNode } from "react";
import { Count } from "#components/ui/count.tsx";
import { byteSize } from "#components/ui/number-format.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { LogSourceDetail } from "#lib/log-sources/schema.ts";

/** What a source carried in the last 24 hours, in five numbers. */
export function SourceTotals({ source }: { source: LogSourceDetail }) {
  const { classified, failed, refused, bytes } = source.counts;
  const last = source.lastEventReceivedAtTime;
  return (
    <dl className="mb-[18px] grid grid-cols-2 gap-x-4 gap-y-4 min-[720px]:grid-cols-5">
      <Total term="Classified events">
        <Count value={classified} />
      </Total>
      <Total term="Failed lines" isBad={failed > 0}>
        <Count value={failed} />
      </Total>
      <Total term="Refused requests" isBad={refused > 0}>
        <Count value={refused} />
      </Total>
      <Total term="Processed">{byteSize(bytes)}</Total>
      <Total term="Last event">{last ? <RelativeTime at={last} /> : "never"}</Total>
    </dl>
  );
}

function Total({ term, isBad = false, children }: { term: string; isBad?: boolean; children: ReactNode }) {
  return (
    <div>
      <dt className="text-ink-3 text-quiet">{term}</dt>
      <dd className={`mt-0.5 font-[560] text-[20px] tracking-[-0.01em] ${isBad ? "text-fail-ink" : ""}`}>{children}</dd>
    </div>
  );
}
