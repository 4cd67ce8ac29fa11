import { sourceHref } from "#components/log-sources/source-tab.ts";
import { Link } from "#components/ui/link.tsx";
import type { AlertSource, SourceFacts } from "./alert-source.ts";
import type { AboutItem } from "./define-kind-page.ts";

/** The source of an error in About: a link, unless it was deleted. */
export function sourceItem({ sourceId, sourceLabel }: SourceFacts, source: AlertSource): AboutItem {
  return {
    term: "Source",
    value:
      source === "gone" ? (
        <>
          {sourceLabel} <span className="text-ink-3">(deleted)</span>
        </>
      ) : (
        <Link href={sourceHref(sourceId)} className="link break-words">
          {sourceLabel}
        </Link>
      ),
  };
}
