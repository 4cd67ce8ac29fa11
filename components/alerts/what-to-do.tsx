import { Activity, AlarmClock, KeyRound, type LucideIcon, Send, Settings2 } from "lucide-react";
import Link from "next/link";
import { Card } from "#components/ui/card.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { type Alert, activeStatuses } from "#lib/alerts/schema.ts";
import type { ClassificationFailuresFacts } from "#lib/system-errors/schema.ts";
import { type AlertAction, type AlertSource, actionsOf, stepParts } from "./alert-actions.ts";
import { factsOf } from "./facts.ts";
import { remediesOf, shareWords } from "./remedy.ts";
import { SchemaLink } from "./schema-link.tsx";

const icons: Record<AlertAction["what"], LucideIcon> = {
  schemas: Settings2,
  health: Activity,
  secret: KeyRound,
  alarm: AlarmClock,
  destination: Send,
};

interface WhatToDoProps {
  alert: Alert;
  /** Of the source that it is about. */
  source: AlertSource;
}

/** What a person does about it: the remedy in words, and the pages where it is done. */
export function WhatToDo({ alert, source }: WhatToDoProps) {
  const known = factsOf(alert);
  const actions = actionsOf(known, source);
  const isGone = source === "gone";
  return (
    <Card title="What to do">
      {isGone && <SourceGone alert={alert} />}
      {known.kind === "SOURCE_CLASSIFICATION_FAILURES" && <Remedies facts={known.facts} isSourceGone={isGone} />}
      {known.kind !== "SOURCE_CLASSIFICATION_FAILURES" && !isGone && (
        <Runbook text={alert.runbook} sourceId={alert.systemError?.sourceId ?? null} />
      )}
      {actions.length > 0 && (
        <div className="mt-3 flex flex-wrap gap-2">
          {actions.map(({ what, label, href }, at) => {
            const Icon = icons[what];
            return (
              <LinkButton key={what} variant={at === 0 ? "primary" : "secondary"} href={href} title={label}>
                <Icon size={16} aria-hidden="true" />
                <span className="truncate">{label}</span>
              </LinkButton>
            );
          })}
        </div>
      )}
    </Card>
  );
}

function SourceGone({ alert }: { alert: Alert }) {
  return (
    <p className="mb-2 max-w-[68ch]">
      The source {String(alert.context.sourceLabel ?? "of this alert")} was deleted, so there is nothing left to repair
      at it.{activeStatuses.includes(alert.status) && " This error closes by itself."}
    </p>
  );
}

function Remedies({ facts, isSourceGone }: { facts: ClassificationFailuresFacts; isSourceGone: boolean }) {
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
        {!isSourceGone && " This error closes by itself after 24 hours without a failing line."}
      </p>
    </>
  );
}

/** A runbook's numbered lines as steps; other lines as they are. */
function Runbook({ text, sourceId }: { text: string; sourceId: string | null }) {
  const steps = text.split("\n").filter((line) => line.trim() !== "");
  return (
    <ol className="max-w-[68ch] list-decimal pl-5 text-ink-2 marker:text-ink-3">
      {steps.map((step) => (
        <li key={step} className="py-0.5">
          {stepParts(step.replace(/^\d+\.\s*/, ""), sourceId).map((part) =>
            typeof part === "string" ? (
              part
            ) : (
              <Link key={part.href} href={part.href} className="link underline">
                {part.words}
              </Link>
            ),
          )}
        </li>
      ))}
    </ol>
  );
}
