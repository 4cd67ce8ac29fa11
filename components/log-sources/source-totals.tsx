import { Count } from "#components/ui/count.tsx";
import { byteSize } from "#components/ui/number-format.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Total, Totals } from "#components/ui/totals.tsx";
import type { LogSourceDetail } from "#lib/log-sources/schema.ts";

/** What a source carried in the last 24 hours, in five numbers. */
export function SourceTotals({ source }: { source: LogSourceDetail }) {
  const { classified, failed, refused, bytes } = source.counts;
  const last = source.lastEventReceivedAtTime;
  return (
    <Totals>
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
    </Totals>
  );
}
