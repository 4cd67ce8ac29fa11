import type { ReactNode } from "react";
import { Legend } from "#components/charts/legend.tsx";
import { Card } from "#components/ui/card.tsx";
import { Copyable } from "#components/ui/copyable.tsx";
import { Info, InfoList } from "#components/ui/info-list.tsx";
import { Link } from "#components/ui/link.tsx";
import { count } from "#components/ui/number-format.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { streamTypeLabels } from "#lib/classification/schema.ts";
import { authMethod } from "#lib/log-source-kinds/auth-methods/registry.ts";
import type { LogSourceDetail } from "#lib/log-sources/schema.ts";
import { FailingBanners } from "./failing-banners.tsx";
import { kindLabel } from "./kinds/registry.ts";
import { SendCommand } from "./send-command.tsx";
import { SourceRibbon } from "./source-parts.ts";
import { sourceSeries } from "./source-series.ts";
import { SourceTotals } from "./source-totals.tsx";

interface SourceOverviewProps {
  source: LogSourceDetail;
  sampleLine: string;
  /** The drop-off alarm's line. */
  dropOff: ReactNode;
}

/** What a source carries, whether it is watched, and how it is reached. */
export function SourceOverview({ source, sampleLine, dropOff }: SourceOverviewProps) {
  const { auth, ingestUrl, counts } = source;
  const streamType = streamTypeLabels[source.logStreamType as keyof typeof streamTypeLabels] ?? source.logStreamType;
  const envelope = source.logStreamTypeOptions?.jsonArrayEnvelopeField;
  return (
    <>
      <FailingBanners source={source} />
      <SourceTotals source={source} />
      <Card title="Last 24 hours">
        <SourceRibbon name={source.integrationLabel} series={sourceSeries(source)} height={64} />
        <div className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-ink-3 text-quiet">
          <Legend colour="bg-flow" words={`classified ${count(counts.classified)}`} />
          {source.dropOff?.calendar && (
            <Legend colour="hatched ring-1 ring-line-strong ring-inset" words="no events expected" />
          )}
          <Legend colour="bg-fail" words={`not classified ${count(counts.failed)}`} />
          <span className="ml-auto">15 min a bar</span>
        </div>
      </Card>
      {dropOff}
      <Card title="Basic info">
        <InfoList>
          <Info term="Source id">
            <Copyable text={source.integrationId} what="source id" />
          </Info>
          {ingestUrl && (
            <Info term="Ingest URL">
              <Copyable text={ingestUrl} what="ingest URL" />
            </Info>
          )}
          <Info term="Kind">{kindLabel(source.integrationType)}</Info>
          <Info term="Log types">
            {source.logTypes.map((logType, at) => (
              <span key={logType}>
                {at > 0 && ", "}
                <Link href={`/schemas/${encodeURIComponent(logType)}`} className="link font-mono text-quiet">
                  {logType}
                </Link>
              </span>
            ))}
          </Info>
          <Info term="Stream type">
            {streamType}
            {envelope && (
              <>
                , under <code>{envelope}</code>
              </>
            )}
          </Info>
          {auth && (
            <Info term="Authentication">
              {authMethod(auth.method).label}
              {auth.headerKey && (
                <>
                  {" "}
                  in <code>{auth.headerKey}</code>
                </>
              )}
            </Info>
          )}
          <Info term="Created">
            <RelativeTime at={source.createdAtTime} form="full" />
          </Info>
          <Info term="Last changed">
            <RelativeTime at={source.lastModified} form="full" />
          </Info>
        </InfoList>
      </Card>
      {ingestUrl && (
        <Card title="Send an event">
          <SendCommand source={source} secret={null} sampleLine={sampleLine} />
          <p className="mt-2 max-w-[68ch] text-ink-3 text-small">
            It counts as any other event: it closes an open drop-off error, also when the sender is still silent.
          </p>
        </Card>
      )}
    </>
  );
}
