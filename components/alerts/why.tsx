import { kindPageOf } from "#components/system-errors/page-registry.tsx";
import { Card } from "#components/ui/card.tsx";
import { Sentence } from "#components/ui/sentence.tsx";
import type { Alert } from "#lib/alerts/schema.ts";

/** Why it happened, before anything else is said. */
export function Why({ alert }: { alert: Alert }) {
  const page = kindPageOf(alert);
  if (page) return <page.Why facts={alert.context} alert={alert} />;
  return (
    <Card title="Why">
      <p className="max-w-[68ch] text-ink-2">
        <Sentence text={alert.description} />
      </p>
    </Card>
  );
}
