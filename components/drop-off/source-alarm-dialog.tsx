"use client";

import { useQuery } from "@tanstack/react-query";
import { Banner } from "#components/ui/banner.tsx";
import { OpenDialog } from "#components/ui/open-dialog.tsx";
import { plainAlarm } from "./alarm-draft.ts";
import { DropOffAlarmDialog } from "./drop-off-alarm-dialog.tsx";
import { dropOffQueries } from "./queries.ts";

interface SourceAlarmDialogProps {
  /** Null while closed. */
  source: { integrationId: string; integrationLabel: string } | null;
  onClose: () => void;
}

/** The drop-off alarm of a source from where its alarms are not shown: a list, a menu. They are read when it opens. */
export function SourceAlarmDialog({ source, onClose }: SourceAlarmDialogProps) {
  if (!source) return null;
  return <ReadFirst source={{ id: source.integrationId, label: source.integrationLabel }} onClose={onClose} />;
}

function ReadFirst({ source, onClose }: { source: { id: string; label: string }; onClose: () => void }) {
  const { data: alarms, error } = useQuery(dropOffQueries.alarms(source.id));
  if (alarms) return <DropOffAlarmDialog source={source} alarms={alarms} which={plainAlarm} onClose={onClose} />;
  if (!error) return null;
  return (
    <OpenDialog isOpen onClose={onClose} title="Configure Drop-off Alarm" description={source.label}>
      <Banner tone="fail" role="alert" title="The alarm could not be read">
        {error.message}
      </Banner>
    </OpenDialog>
  );
}
