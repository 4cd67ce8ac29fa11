import type { AlertSource } from "#components/system-errors/alert-source.ts";
import { kindPageOf } from "#components/system-errors/page-registry.tsx";
import { Card } from "#components/ui/card.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import type { Alert } from "#lib/alerts/schema.ts";
import { activeStatuses } from "#lib/alerts/terms.ts";
import { Runbook } from "./runbook.tsx";

interface WhatToDoProps {
  alert: Alert;
  /** Of the source that it is about. */
  source: AlertSource;
}

/** What a person does about it: the remedy in words, and the pages where it is done. */
export function WhatToDo({ alert, source }: WhatToDoProps) {
  const page = kindPageOf(alert);
  const actions = page?.actions(alert.context, source, alert) ?? [];
  const isGone = source === "gone";
  return (
    <Card title="What to do">
      {isGone && <SourceGone alert={alert} />}
      {page?.WhatToDo ? (
        <page.WhatToDo alert={alert} facts={alert.context} source={source} />
      ) : (
        !isGone && <Runbook text={alert.runbook} sourceId={alert.systemError?.sourceId ?? null} />
      )}
      {actions.length > 0 && (
        <div className="mt-3 flex flex-wrap gap-2">
          {actions.map(({ icon: Icon, label, href }, at) => (
            <LinkButton key={label} variant={at === 0 ? "primary" : "secondary"} href={href} title={label}>
              <Icon size={16} aria-hidden="true" />
              <span className="truncate">{label}</span>
            </LinkButton>
          ))}
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
