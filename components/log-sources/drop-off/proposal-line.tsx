"use client";

import { useQuery } from "@tanstack/react-query";
import { callApi } from "#components/shell/api-client.ts";
import { Button } from "#components/ui/button.tsx";
import { useZone } from "#components/ui/clock.tsx";
import { minutesInWords } from "#lib/duration-words.ts";
import type { AlarmProposal } from "#lib/log-sources/drop-off/schema.ts";

interface ProposalLineProps {
  sourceId: string;
  logType: string;
  onUse: (proposal: AlarmProposal) => void;
}

/** A window learned from the source's own cadence, with why, and a button that takes it; or why none can be learned yet. */
export function ProposalLine({ sourceId, logType, onUse }: ProposalLineProps) {
  const { zone } = useZone();
  const query = new URLSearchParams({ timeZone: zone, ...(logType ? { logType } : {}) });
  const { data } = useQuery({
    queryKey: ["log-sources", sourceId, "proposal", query.toString()],
    queryFn: () => callApi<AlarmProposal>("GET", `/api/v1/log-sources/${sourceId}/alarms/proposal?${query}`),
    staleTime: 60_000,
  });
  if (!data) return null;
  if (!data.isLearned) return <p className="mb-4 text-ink-2">{data.because}</p>;
  const words = `${minutesInWords(data.minutesThreshold)}${data.calendar ? ", in its usual hours" : ""}`;
  return (
    <div className="mb-4 rounded-control bg-brand-soft px-3.5 py-2.5 text-ink-2">
      <p className="mb-2">{data.because}</p>
      <Button size="small" onClick={() => onUse(data)}>
        Use {words}
      </Button>
    </div>
  );
}
