import { LinkButton } from "#components/ui/link-button.tsx";
import type { SourceAlarms } from "#lib/drop-off/schema.ts";
import type { LogSourceDetail } from "#lib/log-sources/schema.ts";
import { FirstEventLive } from "./first-event-live.tsx";
import { DropOffAlarmForm } from "./source-parts.ts";

interface WizardDoneProps {
  source: LogSourceDetail;
  alarms: SourceAlarms;
}

/** The last page: the proof that it works, whether to be told when it falls silent, and who is told. */
export function WizardDone({ source, alarms }: WizardDoneProps) {
  const id = source.integrationId;
  return (
    <>
      <FirstEventLive source={source} />
      <DropOffAlarmForm
        source={{ id, label: source.integrationLabel }}
        alarms={alarms}
        finishHref={`/log-sources/${id}`}
      >
        <LinkButton href="/log-sources/new">Connect another</LinkButton>
      </DropOffAlarmForm>
    </>
  );
}
