import { Activity, Settings2 } from "lucide-react";
import { sourceHref } from "#components/log-sources/source-tab.ts";
import { healthOfSource } from "#components/system-errors/alert-source.ts";
import type { KindPage } from "#components/system-errors/define-kind-page.ts";
import { sourceItem } from "#components/system-errors/source-item.tsx";
import { Card } from "#components/ui/card.tsx";
import { Count } from "#components/ui/count.tsx";
import { plural } from "#components/ui/number-format.ts";
import type { FactsOf } from "#lib/system-errors/schema.ts";

type Facts = FactsOf<"SOURCE_LOG_PROCESSING_ERRORS">;

function Why({ facts: { standing, setAside, lastError } }: { facts: Facts }) {
  const waiting = standing - setAside;
  return (
    <Card title="Why" note={`${plural(standing, "body", "bodies")} in all`}>
      <p className="max-w-[68ch]">
        {lastError ? (
          <>
            The latest try ended with <span className="refused break-all font-mono text-quiet">{lastError}</span>
          </>
        ) : (
          "Why the latest try failed is not known."
        )}
      </p>
      <p className="mt-2 max-w-[68ch] text-ink-2">
        What was received is kept whole.{" "}
        {waiting > 0 &&
          `${plural(waiting, "body is", "bodies are")} tried again by ${waiting === 1 ? "itself" : "themselves"}, ever more rarely. `}
        {setAside > 0 &&
          `${plural(setAside, "body is", "bodies are")} set aside after eight tries and ${setAside === 1 ? "waits" : "wait"} for a person to have ${setAside === 1 ? "it" : "them"} tried again.`}
      </p>
    </Card>
  );
}

/** The page of a source whose batches cannot be processed. */
export const logProcessingErrorsPage: KindPage<Facts> = {
  Why,
  about: (facts, source) => [
    sourceItem(facts, source),
    { term: "Bodies", value: <Count value={facts.standing} /> },
    { term: "Set aside", value: <Count value={facts.setAside} /> },
  ],
  actions(facts, source) {
    if (source === "gone") return [];
    return [
      { icon: Activity, ...healthOfSource(facts) },
      { icon: Settings2, label: `Schemas of ${facts.sourceLabel}`, href: sourceHref(facts.sourceId, "schemas") },
    ];
  },
  ribbon: () => ({ of: "last-day" }),
};
