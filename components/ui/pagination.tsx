import { LinkButton } from "./link-button.tsx";

interface PaginationProps {
  /** Null on the last page. */
  nextHref: string | null;
  /** Null on the first page. */
  firstHref: string | null;
  /** What is shown: "50 of 1,204". */
  summary?: string;
  /** What the links say where the order is not that of time. */
  words?: { first: string; next: string };
}

const ofTime = { first: "Newest", next: "Older" };

/** Paging by cursor: on, or back to the first; the browser's Back does the rest. */
export function Pagination({ nextHref, firstHref, summary, words = ofTime }: PaginationProps) {
  if (!nextHref && !firstHref) return null;
  return (
    <nav aria-label="Pages" className="mt-3 flex items-center gap-2 text-ink-3 text-small">
      {summary && <span>{summary}</span>}
      <span className="flex-1" />
      {firstHref && (
        <LinkButton href={firstHref} size="small">
          {words.first}
        </LinkButton>
      )}
      {nextHref && (
        <LinkButton href={nextHref} size="small" rel="next">
          {words.next}
        </LinkButton>
      )}
    </nav>
  );
}
