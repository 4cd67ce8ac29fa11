import { Activity, Braces, Settings2 } from "lucide-react";
import { sourceHref } from "#components/log-sources/source-tab.ts";
import { type AlertSource, healthOfSource } from "#components/system-errors/alert-source.ts";
import type { AboutItem, KindView } from "#components/system-errors/define-kind-view.ts";
import { FailingLines } from "#components/system-errors/failing-lines.tsx";
import { pathWords } from "#components/system-errors/path-words.ts";
import { remediesOf, shareWords } from "#components/system-errors/remedy.ts";
import { SchemaLink } from "#components/system-errors/schema-link.tsx";
import { sourceItem } from "#components/system-errors/source-item.tsx";
import { Card } from "#components/ui/card.tsx";
import { Count } from "#components/ui/count.tsx";
import { exactCount, plural } from "#components/ui/number-format.ts";
import type { FactsOf } from "#lib/system-errors/schema.ts";

type Facts = FactsOf<"SOURCE_CLASSIFICATION_FAILURES">;

/** What one cause expected and found: "published must be a timestamp, found “yesterday”". */
function CauseWords({ cause }: { cause: Facts["causes"][number] }) {
  const where = cause.path === "$" ? "the line" : <code>{pathWords(cause.path)}</code>;
  return (
    <>
      {where} must be {cause.expected}, found {cause.found}
    </>
  );
}

function Cause({ facts: { causes, lines } }: { facts: Facts }) {
  const [first] = causes;
  if (!first) return plural(lines, "line");
  const more = causes.length > 1 ? `, and ${plural(causes.length - 1, "more cause")}` : "";
  return (
    <>
      {plural(lines, "line")}
      {first.schema && `, ${first.schema}`}: <CauseWords cause={first} />
      {more}
    </>
  );
}

function Why({ facts }: { facts: Facts }) {
  const schemas = new Set(facts.causes.map((cause) => cause.schema));
  return (
    <Card
      title="Why"
      note={`${plural(facts.causes.length, "cause")} in ${plural(facts.lines, "line")}${schemas.size > 1 ? "; a line counts once for each schema that refused it" : ""}`}
    >
      <table className="w-full border-collapse text-left max-[720px]:block">
        <thead className="text-ink-3 text-quiet max-[720px]:sr-only">
          <tr>
            <th className="w-[28%] pb-2 font-normal">Field</th>
            <th className="w-[32%] pb-2 font-normal">Expected</th>
            <th className="pb-2 font-normal">Found</th>
            <th className="pb-2 text-right font-normal">Lines</th>
          </tr>
        </thead>
        <tbody className="max-[720px]:block">
          {facts.causes.map((cause) => (
            <tr
              key={`${cause.schema} ${cause.path} ${cause.reason} ${cause.expected}`}
              className="border-line border-t align-top max-[720px]:grid max-[720px]:grid-cols-[minmax(0,1fr)_auto] max-[720px]:gap-x-3 max-[720px]:py-2"
            >
              <td className="py-2 pr-4 max-[720px]:py-0">
                {cause.path === "$" ? "The line" : <code className="break-all">{pathWords(cause.path)}</code>}
                {cause.schema && (
                  <span className="block text-small">
                    <SchemaLink logType={cause.schema} isQuiet />
                  </span>
                )}
              </td>
              <td className="py-2 pr-4 max-[720px]:order-3 max-[720px]:col-span-2 max-[720px]:py-0">
                <span className="text-ink-3 min-[720px]:hidden">expected </span>
                {cause.expected}
              </td>
              <td className="py-2 pr-4 max-[720px]:order-4 max-[720px]:col-span-2 max-[720px]:py-0">
                <span className="text-ink-3 min-[720px]:hidden">found </span>
                <span className="refused box-decoration-clone break-all font-mono text-quiet">{cause.found}</span>
              </td>
              <td className="py-2 text-right max-[720px]:order-2 max-[720px]:py-0">
                {exactCount(cause.lines)}
                <span className="min-[720px]:hidden"> {cause.lines === 1 ? "line" : "lines"}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {facts.otherRefusals > 0 && (
        <p className="mt-2 text-ink-3 text-small">{plural(facts.otherRefusals, "refusal")} of other causes.</p>
      )}
    </Card>
  );
}

function WhatToDo({ facts, source }: { facts: Facts; source: AlertSource }) {
  const remedies = remediesOf(facts);
  return (
    <>
      <ol>
        {remedies.map((remedy) => (
          <li
            key={`${remedy.subject} ${remedy.advice}`}
            className="border-line border-t py-2 first:border-t-0 first:pt-0"
          >
            <p className="font-[560]">
              {remedy.isField ? <code>{remedy.subject}</code> : "Lines that cannot be read"}
              <span className="ml-2 font-normal text-ink-3 text-small">{shareWords(remedy.lines, facts.lines)}</span>
            </p>
            <p className="max-w-[68ch] text-ink-2">
              {remedy.advice}
              {remedy.schemas.map((schema) => (
                <span key={schema}>
                  {" "}
                  <SchemaLink logType={schema}>Open {schema}</SchemaLink>
                </span>
              ))}
            </p>
          </li>
        ))}
      </ol>
      <p className="mt-1 max-w-[68ch] text-ink-3 text-small">
        The lines are kept, so nothing is lost.
        {source !== "gone" && " This error closes by itself after 24 hours without a failing line."}
      </p>
    </>
  );
}

function about(facts: Facts, source: AlertSource): AboutItem[] {
  const schemas = [...new Set(facts.causes.flatMap((cause) => cause.schema ?? []))];
  const refusedBy: AboutItem = {
    term: schemas.length === 1 ? "Schema" : "Schemas",
    value: schemas.map((schema) => (
      <span key={schema} className="block break-words">
        <SchemaLink logType={schema} />
      </span>
    )),
  };
  return [
    sourceItem(facts, source),
    ...(schemas.length > 0 ? [refusedBy] : []),
    { term: "Lines", value: <Count value={facts.lines} /> },
  ];
}

/** Lines that none of a source's schemas accepted. */
export const classificationFailures: KindView<Facts> = {
  icon: Braces,
  label: "Classification failures",
  shortLabel: "Classification",
  events: { one: "line", many: "lines" },
  Cause,
  Why,
  WhatToDo,
  about,
  actions(facts, source) {
    if (source === "gone") return [];
    const schemas = {
      icon: Settings2,
      label: `Schemas of ${facts.sourceLabel}`,
      href: sourceHref(facts.sourceId, "schemas"),
    };
    return [schemas, { icon: Activity, ...healthOfSource(facts) }];
  },
  ribbon: () => ({ of: "last-day" }),
  Evidence: ({ alert, facts, events }) => <FailingLines alertId={alert.id} initial={events} total={facts.lines} />,
};
