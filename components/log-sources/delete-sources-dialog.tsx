"use client";

import { useQueries } from "@tanstack/react-query";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { exactCount, plural } from "#components/ui/number-format.ts";
import type { LogSourceSummary } from "#lib/log-sources/schema.ts";
import { sourceQueries } from "./queries.ts";

type DeletedSource = Pick<LogSourceSummary, "integrationId" | "integrationLabel" | "integrationType" | "counts">;

interface DeleteSourcesDialogProps {
  /** Empty while closed. */
  sources: readonly DeletedSource[];
  onClose: () => void;
  onDelete: (sources: readonly DeletedSource[]) => Promise<void>;
}

function receivedWords(events: number): string {
  if (events === 0) return "nothing";
  return `${exactCount(events)} ${events === 1 ? "event" : "events"}`;
}

/** @param waiting null while it is not known. */
function waitingWords(waiting: number | null): string {
  if (waiting === null) return "bodies that wait to be classified, ";
  if (waiting === 0) return "";
  const verb = waiting === 1 ? "was" : "were";
  return `${plural(waiting, "received body", "received bodies")} that ${verb} not classified, `;
}

/** Says in numbers what goes with the sources, and what stays. */
export function DeleteSourcesDialog({ sources, onClose, onDelete }: DeleteSourcesDialogProps) {
  const details = useQueries({
    queries: sources.map((source) => sourceQueries.detail(source.integrationId)),
    combine: (results) => ({
      isKnown: results.every((result) => result.data),
      waiting: results.reduce((sum, { data }) => sum + (data ? data.batches.pending + data.batches.failed : 0), 0),
    }),
  });
  const [first] = sources;
  const isOne = sources.length === 1;
  const events = sources.reduce((sum, source) => sum + source.counts.classified + source.counts.failed, 0);
  return (
    <ConfirmDialog
      isOpen={sources.length > 0}
      onClose={onClose}
      title={isOne ? `Delete ${first?.integrationLabel}?` : `Delete ${plural(sources.length, "log source")}?`}
      action={isOne ? "Delete the source" : `Delete ${plural(sources.length, "source")}`}
      {...(isOne ? {} : { typeToConfirm: `delete ${sources.length}` })}
      onConfirm={() => onDelete(sources)}
    >
      <p>
        {isOne ? "It" : "They"} received {receivedWords(events)} in the last 24 hours. From now on senders are answered
        with 404.
      </p>
      <ul className="mt-2 list-disc pl-5">
        <li>
          Lost: {waitingWords(details.isKnown ? details.waiting : null)}the address, the secret, the drop-off alarm and
          the counts behind the charts.
        </li>
        <li>Kept: classified events and classification failures in the data lake, and the System Errors.</li>
      </ul>
    </ConfirmDialog>
  );
}
