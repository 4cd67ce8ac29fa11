import { Card } from "#components/ui/card.tsx";
import { Count } from "#components/ui/count.tsx";
import { Link } from "#components/ui/link.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { byteSize } from "#components/ui/number-format.ts";
import { Pill } from "#components/ui/pill.tsx";
import type { LogSourceDetail, LogSourceMetrics } from "#lib/log-sources/schema.ts";
import type { SchemaSummary } from "#lib/schemas/schema.ts";
import { sourceHref } from "./source-tab.ts";

interface SourceSchemasPanelProps {
  source: LogSourceDetail;
  /** Over 7 days. */
  metrics: LogSourceMetrics;
  schemas: readonly SchemaSummary[];
}

/** The schemas that lines of this source are held against, with what each took. */
export function SourceSchemasPanel({ source, metrics, schemas }: SourceSchemasPanelProps) {
  return (
    <Card
      title="Attached schemas"
      note="a line must fit one of them"
      action={
        source.unsupportedReason === null && (
          <LinkButton size="small" href={sourceHref(source.integrationId, "configuration")}>
            Change
          </LinkButton>
        )
      }
      isFlush
    >
      <ul>
        {source.logTypes.map((logType) => {
          const schema = schemas.find(({ name }) => name === logType);
          const taken = metrics.logTypes.find((row) => row.logType === logType);
          return (
            <li
              key={logType}
              className="flex flex-wrap items-center gap-x-4 gap-y-1 border-line border-t px-[18px] py-[11px]"
            >
              <div className="min-w-0 flex-1 basis-64">
                <p className="flex flex-wrap items-center gap-2">
                  <Link href={`/schemas/${encodeURIComponent(logType)}`} className="link font-mono text-quiet">
                    {logType}
                  </Link>
                  {schema && !schema.isManaged && <Pill tone="neutral">Custom</Pill>}
                  {!schema && <Pill tone="fail">Does not exist any more</Pill>}
                </p>
                {schema && <p className="text-ink-2">{schema.description}</p>}
              </div>
              <p className="text-ink-2 text-small">
                <Count value={taken?.classified ?? 0} /> {taken?.classified === 1 ? "event" : "events"},{" "}
                {byteSize(taken?.bytes ?? 0)} in 7 days
              </p>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
