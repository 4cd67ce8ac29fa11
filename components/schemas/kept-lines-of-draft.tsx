"use client";

import { useQuery } from "@tanstack/react-query";
import { Link } from "#components/ui/link.tsx";
import { keptLinesWords } from "#lib/kept-lines/terms.ts";
import { schemaQueries } from "./queries.ts";

interface KeptLinesProps {
  name: string;
  /** Without mistakes. */
  spec: string;
  /** Whether it is another text than the one saved. */
  isChanged: boolean;
}

/** How many of the failing lines that are kept the text would take, for each source with an open error. */
export function KeptLinesOfDraft({ name, spec, isChanged }: KeptLinesProps) {
  const verdict = useQuery(schemaQueries.verdict(name, spec));
  const { sources = [], otherSources = 0 } = verdict.data ?? {};
  const found = sources.filter(({ lines }) => lines > 0);
  if (verdict.error) return <p className="text-small text-warn-ink">Kept lines not judged: {verdict.error.message}</p>;
  if (found.length === 0) return null;
  return (
    <section aria-label="Kept lines" aria-live="polite" aria-busy={verdict.isPlaceholderData}>
      <h2 className="mb-1">{isChanged ? "With this change" : "As it is saved"}</h2>
      <ul className="text-small">
        {found.map((source) => (
          <li key={source.sourceId}>
            <Link href={`/log-sources/${source.sourceId}?tab=health`} className="link underline">
              {source.sourceLabel}
            </Link>
            :{" "}
            <span className={source.fitting === source.lines ? "text-ok-ink" : undefined}>
              {keptLinesWords(source)} {source.lines === 1 || source.fitting === 1 ? "fits" : "fit"}
            </span>
          </li>
        ))}
      </ul>
      {otherSources > 0 && (
        <p className="text-ink-3 text-small">
          {otherSources === 1 ? "1 more source has" : `${otherSources} more sources have`} failing lines, which are
          judged once it is saved.
        </p>
      )}
    </section>
  );
}
