import { Banner } from "#components/ui/banner.tsx";
import { Card } from "#components/ui/card.tsx";
import { Copyable } from "#components/ui/copyable.tsx";
import { Count } from "#components/ui/count.tsx";
import { Info, InfoList } from "#components/ui/info-list.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Total, Totals } from "#components/ui/totals.tsx";
import type { DestinationDelivery } from "#lib/alerts/destination-deliveries.ts";
import type { Destination, DestinationField, DestinationKindDescription } from "#lib/destinations/schema.ts";
import { isShown } from "#lib/destinations/terms.ts";
import { RecentDeliveries } from "./recent-deliveries.tsx";
import { alertTypeWords, severityWords } from "./routing-words.ts";
import { TestPanel } from "./test-panel.tsx";

interface DestinationOverviewProps {
  destination: Destination;
  kind: DestinationKindDescription | undefined;
  /** Null for who may not see alerts. */
  deliveries: readonly DestinationDelivery[] | null;
  /** The open System Error on its deliveries. */
  alertId: string | null;
}

/** What failed last: the attempts in a row, or the test when it came after them. */
function failureTitle({ consecutiveFailures, lastFailureAt, lastTest }: Destination): string {
  const isTest = lastTest !== null && (lastFailureAt === null || lastTest.dispatchedAt >= lastFailureAt);
  if (isTest && !lastTest.success) return "The latest test failed";
  return consecutiveFailures === 1 ? "The latest attempt failed" : `The latest ${consecutiveFailures} attempts failed`;
}

/** A field's value in words; of a secret only whether it is set. */
function FieldValue({ field, destination }: { field: DestinationField; destination: Destination }) {
  const value = destination.config[field.name];
  if (field.isSecret) return destination.secretsSet.includes(field.name) ? "Set, never shown again" : "Not set";
  if (value === undefined || value === null || value === "") return <span className="text-ink-3">Not set</span>;
  if (field.input === "select") return field.options.find((option) => option.value === value)?.label ?? String(value);
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value === "object") {
    const labelOf = (key: string) => field.options.find((option) => option.value === key)?.label ?? key;
    return Object.entries(value)
      .map(([key, text]) => `${labelOf(key)}: ${text}`)
      .join(", ");
  }
  return <Copyable text={String(value)} what={field.title} />;
}

/** Whether alerts arrive, why not, and what was sent last. */
export function DestinationOverview({ destination, kind, deliveries, alertId }: DestinationOverviewProps) {
  const severity = severityWords(destination.alertTypes, destination.severities);
  return (
    <>
      {destination.health === "failing" && (
        <Banner
          tone="fail"
          title={failureTitle(destination)}
          action={alertId && <LinkButton href={`/alerts/${alertId}`}>See the error</LinkButton>}
        >
          <p className="break-words">{destination.lastFailureMessage}</p>
          <p className="mt-0.5 text-small">
            {destination.lastSuccessAt ? (
              <>
                Last arrived <RelativeTime at={destination.lastSuccessAt} form="sentence" />.
              </>
            ) : (
              "Nothing has arrived yet."
            )}
            {destination.heldBackUntil && (
              <>
                {" "}
                Held back, next attempt <RelativeTime at={destination.heldBackUntil} />.
              </>
            )}
          </p>
        </Banner>
      )}
      {destination.health === "disabled" && (
        <Banner tone="warn" title="Turned off: no alert is sent here">
          Turn it on under Configuration.
        </Banner>
      )}
      <Totals>
        <Total term="Delivered in 24 h">
          <Count value={destination.deliveredLastDay} />
        </Total>
        <Total term="Given up in 24 h" isBad={destination.failedLastDay > 0}>
          <Count value={destination.failedLastDay} />
        </Total>
        <Total term="Waiting">
          <Count value={destination.pendingCount} />
        </Total>
        <Total term="Last delivery">
          {destination.lastSuccessAt ? <RelativeTime at={destination.lastSuccessAt} /> : "never"}
        </Total>
      </Totals>
      <Card title="Test">
        <TestPanel destinationId={destination.id} lastTest={destination.lastTest} />
      </Card>
      {deliveries && (
        <RecentDeliveries
          destinationId={destination.id}
          deliveries={deliveries}
          givenUpLastDay={destination.failedLastDay}
          isEnabled={destination.isEnabled}
        />
      )}
      <Card title="Basic info">
        <InfoList>
          <Info term="Destination id">
            <Copyable text={destination.id} what="destination id" />
          </Info>
          {kind?.fields
            .filter((field) => isShown(field, destination.config))
            .map((field) => (
              <Info key={field.name} term={field.title}>
                <FieldValue field={field} destination={destination} />
              </Info>
            ))}
          <Info term="Told of">{alertTypeWords(destination.alertTypes)}</Info>
          {severity && <Info term="Severities">{severity.charAt(0).toUpperCase() + severity.slice(1)}</Info>}
          <Info term="Added">
            <RelativeTime at={destination.createdAt} form="full" />
          </Info>
          <Info term="Last changed">
            <RelativeTime at={destination.updatedAt} form="full" />
          </Info>
        </InfoList>
      </Card>
    </>
  );
}
