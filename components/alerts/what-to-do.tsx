import { Activity, Send, Settings2 } from "lucide-react";
import { sourceHref } from "#components/log-sources/source-tab.ts";
import { Card } from "#components/ui/card.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import type { Alert } from "#lib/alerts/schema.ts";
import type { ClassificationFailuresFacts } from "#lib/system-errors/schema.ts";
import { factsOf } from "./facts.ts";
import { remediesOf, shareWords } from "./remedy.ts";
import { SchemaLink } from "./schema-link.tsx";

/** What a person does about it: the remedy in words, and the pages where it is done. */
export function WhatToDo({ alert }: { alert: Alert }) {
  const known = factsOf(alert);
  return (
    <Card title="What to do">
      {known.kind === "SOURCE_CLASSIFICATION_FAILURES" && <Remedies facts={known.facts} />}
      {known.kind !== "SOURCE_CLASSIFICATION_FAILURES" && <Runbook text={alert.runbook} />}
      <div className="mt-3 flex flex-wrap gap-2">
        {known.kind === "SOURCE_CLASSIFICATION_FAILURES" && (
          <>
            <LinkButton variant="primary" href={sourceHref(known.facts.sourceId, "schemas")}>
              <Settings2 size={16} aria-hidden="true" />
              Schemas of {known.facts.sourceLabel}
            </LinkButton>
            <LinkButton href={sourceHref(known.facts.sourceId, "health")}>
              <Activity size={16} aria-hidden="true" />
              Health of {known.facts.sourceLabel}
            </LinkButton>
          </>
        )}
        {known.kind === "SOURCE_NO_DATA" && (
          <LinkButton variant="primary" href={sourceHref(known.facts.sourceId, "health")}>
            <Activity size={16} aria-hidden="true" />
            Health of {known.facts.sourceLabel}
          </LinkButton>
        )}
        {known.kind === "ALERT_DELIVERY" && (
          <LinkButton variant="primary" href={`/destinations/${known.facts.destinationId}`}>
            <Send size={16} aria-hidden="true" />
            Open {known.facts.destinationName} and send a test
          </LinkButton>
        )}
      </div>
    </Card>
  );
}

function Remedies({ facts }: { facts: ClassificationFailuresFacts }) {
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
        The lines are kept, so nothing is lost. This error closes by itself after 24 hours without a failing line.
      </p>
    </>
  );
}

/** A runbook's numbered lines as steps; other lines as they are. */
function Runbook({ text }: { text: string }) {
  const steps = text.split("\n").filter((line) => line.trim() !== "");
  return (
    <ol className="max-w-[68ch] list-decimal pl-5 text-ink-2 marker:text-ink-3">
      {steps.map((step) => (
        <li key={step} className="py-0.5">
          {step.replace(/^\d+\.\s*/, "")}
        </li>
      ))}
    </ol>
  );
}
