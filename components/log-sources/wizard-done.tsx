import { LinkButton } from "#components/ui/link-button.tsx";
import type { Destination } from "#lib/destinations/schema.ts";
import type { LogSourceDetail } from "#lib/log-sources/schema.ts";
import { FirstEventLive } from "./first-event-live.tsx";
import { ToldDestinations } from "./told-destinations.tsx";

interface WizardDoneProps {
  source: LogSourceDetail;
  destinations: readonly Destination[];
}

/** The last page: the proof that it works, and who is told when it stops working. */
export function WizardDone({ source, destinations }: WizardDoneProps) {
  const id = source.integrationId;
  return (
    <>
      <h2>{source.integrationLabel} is set up</h2>
      <FirstEventLive sourceId={id} />
      <section className="mb-5">
        <h2 className="mb-1.5 text-body">When something breaks</h2>
        <ToldDestinations destinations={destinations} />
      </section>
      <div className="flex flex-wrap gap-2">
        <LinkButton variant="primary" href={`/log-sources/${id}`}>
          Finish set-up
        </LinkButton>
        <LinkButton href="/log-sources/new">Connect another</LinkButton>
      </div>
    </>
  );
}
