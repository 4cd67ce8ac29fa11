"use client";

import { useQuery } from "@tanstack/react-query";
import { Button } from "#components/ui/button.tsx";
import { useZone } from "#components/ui/clock.tsx";
import { exactCount } from "#components/ui/number-format.ts";
import type { AlarmProposal } from "#lib/drop-off/schema.ts";
import { minutesInWords } from "#lib/duration-words.ts";
import { type AlarmDraft, minutesOf, withProposal } from "./alarm-draft.ts";
import { dropOffQueries } from "./queries.ts";

interface ProposalLineProps {
  sourceId: string;
  draft: AlarmDraft;
  onUse: (change: Partial<AlarmDraft>) => void;
}

/** What the source's own history proposes for the draft, with why, and a button that takes it; or why nothing can be learned yet. */
export function ProposalLine({ sourceId, draft, onUse }: ProposalLineProps) {
  const { zone } = useZone();
  const { logType, signal } = draft;
  const query = { timeZone: zone, ...(logType ? { logType } : {}) };
  const { data } = useQuery({
    ...dropOffQueries.proposal(sourceId, query),
    enabled: signal !== "late-data",
  });
  if (!data) return null;
  if (signal === "low-volume") return <VolumeLine proposal={data} draft={draft} onUse={onUse} />;
  if (signal === "late-data") return null;
  if (!data.isLearned) return <p className="mb-4 text-ink-2">{data.because}</p>;
  const words = `${minutesInWords(data.minutesThreshold)}${data.calendar ? ", in its usual hours" : ""}`;
  return <Proposed because={data.because} action={`Use ${words}`} onUse={() => onUse(withProposal(draft, data))} />;
}

/** Half of the fewest events that a window of the draft's length ever had; nothing with a calendar, whose hours were not counted apart. */
function VolumeLine({ proposal, draft, onUse }: Omit<ProposalLineProps, "sourceId"> & { proposal: AlarmProposal }) {
  const found = proposal.fewest.find(({ minutesThreshold }) => minutesThreshold === minutesOf(draft));
  if (!found || draft.hasCalendar) return null;
  const window = minutesInWords(found.minutesThreshold);
  const half = Math.floor(found.events / 2);
  if (half < 2) {
    return (
      <p className="mb-4 text-ink-2">Fewer than 4 events came in its quietest {window}: choose a longer window.</p>
    );
  }
  return (
    <Proposed
      because={`In the last ${proposal.days} days at least ${exactCount(found.events)} events came in each ${window}.`}
      action={`Use ${exactCount(half)}, half of them`}
      onUse={() => onUse({ minimumEvents: String(half) })}
    />
  );
}

function Proposed({ because, action, onUse }: { because: string; action: string; onUse: () => void }) {
  return (
    <div className="mb-4 rounded-control bg-brand-soft px-3.5 py-2.5 text-ink-2">
      <p className="mb-2">{because}</p>
      <Button size="small" className="max-[720px]:min-h-11" onClick={onUse}>
        {action}
      </Button>
    </div>
  );
}
