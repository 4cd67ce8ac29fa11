import Link from "next/link";
import { Card } from "#components/ui/card.tsx";
import { exactCount, plural } from "#components/ui/number-format.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Sentence } from "#components/ui/sentence.tsx";
import type { Alert } from "#lib/alerts/schema.ts";
import type { AlertDeliveryFacts, ClassificationFailuresFacts } from "#lib/system-errors/schema.ts";
import { factsOf, pathWords } from "./facts.ts";
import { SchemaLink } from "./schema-link.tsx";
import { Silence } from "./silence.tsx";

/** Why it happened, before anything else is said. */
export function Why({ alert }: { alert: Alert }) {
  const known = factsOf(alert);
  if (known.kind === "SOURCE_CLASSIFICATION_FAILURES") return <Causes facts={known.facts} />;
  if (known.kind === "SOURCE_NO_DATA") return <Silence facts={known.facts} at={alert.lastReceivedEventAt} />;
  if (known.kind === "ALERT_DELIVERY") return <Refusal facts={known.facts} />;
  return (
    <Card title="Why">
      <p className="max-w-[68ch] text-ink-2">
        <Sentence text={alert.description} />
      </p>
    </Card>
  );
}

function Causes({ facts }: { facts: ClassificationFailuresFacts }) {
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

function Refusal({ facts }: { facts: AlertDeliveryFacts }) {
  return (
    <Card
      title="Why"
      note={
        facts.consecutiveFailures > 1 ? `${plural(facts.consecutiveFailures, "attempt")} in a row failed` : undefined
      }
    >
      <p className="max-w-[68ch]">
        {facts.statusCode === null ? "No answer came" : `The receiver answered ${facts.statusCode}`}:{" "}
        <span className="refused break-all font-mono text-quiet">{facts.message}</span>
      </p>
      <p className="mt-2 max-w-[68ch] text-ink-2">
        {facts.isFinal
          ? "This is final: no further attempt is made by itself."
          : "Alerts wait in its queue and are tried again on schedule."}
      </p>
      {facts.undelivered.length > 0 && (
        <>
          <h3 className="mt-3 mb-1">Not delivered</h3>
          <ul>
            {facts.undelivered.map((one) => (
              <li key={one.alertId} className="flex flex-wrap gap-x-3 border-line border-t py-1.5">
                <Link href={`/alerts/${one.alertId}`} className="link min-w-0 flex-1">
                  {one.title}
                </Link>
                <RelativeTime at={one.at} className="text-ink-3 text-small" />
              </li>
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}
