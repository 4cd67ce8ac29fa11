import { Braces } from "lucide-react";
import type { KindView } from "#components/system-errors/define-kind-view.ts";
import { standingCauses } from "#components/system-errors/kept-lines.tsx";
import { pathWords } from "#components/system-errors/path-words.ts";
import { plural } from "#components/ui/number-format.ts";
import type { Alert } from "#lib/alerts/schema.ts";
import { keptLinesWords, keyOfCause } from "#lib/kept-lines/terms.ts";
import type { FactsOf } from "#lib/system-errors/schema.ts";

type Facts = FactsOf<"SOURCE_CLASSIFICATION_FAILURES">;
type WithVerdict = Pick<Alert, "keptLines">;

/** What one cause expected and found: "published must be a timestamp, found “yesterday”". */
function CauseWords({ cause }: { cause: Facts["causes"][number] }) {
  const where = cause.path === "$" ? "the line" : <code>{pathWords(cause.path)}</code>;
  return (
    <>
      {where} must be {cause.expected}, found {cause.found}
    </>
  );
}

function Cause({ facts: { causes: known, lines }, alert: { keptLines } }: { facts: Facts; alert: WithVerdict }) {
  const causes = standingCauses(known, keptLines);
  const fitting = keptLines && keptLines.fitting > 0 ? `${keptLinesWords(keptLines)} would now fit` : null;
  const [first] = causes;
  if (!first) return fitting ? `${plural(lines, "line")}, ${fitting}` : plural(lines, "line");
  const more = causes.length > 1 ? `, and ${plural(causes.length - 1, "more cause")}` : "";
  return (
    <>
      {plural(lines, "line")}
      {fitting && `, ${fitting}`}
      {first.schema && `, ${first.schema}`}: <CauseWords cause={first} />
      {more}
    </>
  );
}

/** Lines that none of a source's schemas accepted. */
export const classificationFailures: KindView<Facts> = {
  icon: Braces,
  label: "Classification failures",
  shortLabel: "Classification",
  events: { one: "line", many: "lines" },
  Cause,
  causeKey: ({ causes: [first] }) => (first ? keyOfCause(first) : null),
};
