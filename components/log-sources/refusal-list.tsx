import { plural } from "#components/ui/number-format.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { refusalLabels } from "#lib/log-source-kinds/refusal-reasons.ts";
import type { SourceRefusal } from "#lib/log-sources/schema.ts";

/** Requests that were turned away, by reason, with what the sender was told. */
export function RefusalList({ refusals }: { refusals: readonly SourceRefusal[] }) {
  return (
    <ul className="grid gap-1">
      {refusals.map((refusal) => (
        <li key={refusal.reason} className="break-words">
          <span className="font-medium">{refusalLabels[refusal.reason]}</span>, {plural(refusal.count, "request")},
          latest <RelativeTime at={refusal.lastAt} />
          {refusal.detail && <span className="block">{refusal.detail}</span>}
        </li>
      ))}
    </ul>
  );
}
