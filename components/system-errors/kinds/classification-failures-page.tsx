import { Activity, Pencil, Settings2 } from "lucide-react";
import { sourceHref } from "#components/log-sources/source-tab.ts";
import { type AlertSource, healthOfSource } from "#components/system-errors/alert-source.ts";
import type { AboutItem, ErrorAction, KindPage } from "#components/system-errors/define-kind-page.ts";
import { FailingLines } from "#components/system-errors/failing-lines.tsx";
import { KeptLines, standingCauses, stillFailing } from "#components/system-errors/kept-lines.tsx";
import { pathWords } from "#components/system-errors/path-words.ts";
import { remediesOf, shareWords } from "#components/system-errors/remedy.ts";
import { SchemaLink } from "#components/system-errors/schema-link.tsx";
import { sourceItem } from "#components/system-errors/source-item.tsx";
import { Card } from "#components/ui/card.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { Count } from "#components/ui/count.tsx";
import { exactCount, plural } from "#components/ui/number-format.ts";
import type { Alert } from "#lib/alerts/schema.ts";
import { activeStatuses } from "#lib/alerts/terms.ts";
import { adviceOn } from "#lib/classification/advice.ts";
import { keyOfCause } from "#lib/kept-lines/terms.ts";
import { customPrefix } from "#lib/schemas/terms.ts";
import type { FactsOf } from "#lib/system-errors/schema.ts";

type Facts = FactsOf<"SOURCE_CLASSIFICATION_FAILURES">;
type WithVerdict = Pick<Alert, "keptLines">;

function Why({ facts, alert: { keptLines } }: { facts: Facts; alert: WithVerdict }) {
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
              key={keyOfCause(cause)}
              className={classNames(
                "border-line border-t align-top max-[720px]:grid max-[720px]:grid-cols-[minmax(0,1fr)_auto] max-[720px]:gap-x-3 max-[720px]:py-2",
                stillFailing(cause, keptLines) === 0 && "text-ink-3",
              )}
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
                <NowFailing count={stillFailing(cause, keptLines)} of={cause.lines} />
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

/** What the schemas of now would make of the lines of a cause; nothing where nothing has changed for them. */
function NowFailing({ count, of }: { count: number | null; of: number }) {
  if (count === null || count >= of) return null;
  return (
    <span className="block text-ink-3 text-small">
      {count === 0 ? "no kept line any more" : `${exactCount(count)} would still fail`}
    </span>
  );
}

function WhatToDo({
  facts,
  source,
  alert: { keptLines, status },
}: {
  facts: Facts;
  source: AlertSource;
  alert: Alert;
}) {
  const isActive = activeStatuses.includes(status);
  const remedies = remediesOf({ ...facts, causes: standingCauses(facts.causes, keptLines) });
  return (
    <>
      <KeptLines verdict={keptLines} isActive={isActive} />
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
        {source !== "gone" &&
          isActive &&
          " This error closes by itself when all kept lines would fit, or after 24 hours in which lines were classified and none failed."}
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

/** Where the likeliest change of a schema is made: at the field of the most frequent cause that a change of a custom schema mends. */
function editOf(causes: Facts["causes"]): ErrorAction | null {
  const cause = causes.find((one) => one.schema?.startsWith(customPrefix) && adviceOn(one).change !== null);
  if (!cause?.schema) return null;
  const field = pathWords(cause.path);
  const at = cause.path === "$" ? "" : `?field=${encodeURIComponent(field)}`;
  return {
    icon: Pencil,
    label: cause.path === "$" ? `Edit ${cause.schema}` : `Edit ${cause.schema} at ${field}`,
    href: `/schemas/${encodeURIComponent(cause.schema)}/edit${at}`,
  };
}

/** The page of lines that none of a source's schemas accepted. */
export const classificationFailuresPage: KindPage<Facts> = {
  Why,
  WhatToDo,
  about,
  actions(facts, source, { keptLines }) {
    if (source === "gone") return [];
    const edit = editOf(standingCauses(facts.causes, keptLines));
    const schemas = {
      icon: Settings2,
      label: `Schemas of ${facts.sourceLabel}`,
      href: sourceHref(facts.sourceId, "schemas"),
    };
    return [...(edit ? [edit] : []), schemas, { icon: Activity, ...healthOfSource(facts) }];
  },
  ribbon: () => ({ of: "last-day" }),
  Evidence: ({ alert, facts, events }) => <FailingLines alertId={alert.id} initial={events} total={facts.lines} />,
};
