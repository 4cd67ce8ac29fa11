"use client";

import { BellRing, Pause, Play, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { Suspense, useState } from "react";
import { usePageCommands } from "#components/shell/commands.tsx";
import { Permitted } from "#components/shell/permitted.tsx";
import { Button } from "#components/ui/button.tsx";
import { lazily } from "#components/ui/lazily.ts";
import type { LogSourceSummary } from "#lib/log-sources/schema.ts";
import { SourceMenu } from "./source-menu.tsx";
import { useSourceActions } from "./use-source-actions.ts";

// What opens comes when it is opened.
const DeleteSourcesDialog = lazily(() =>
  import("./delete-sources-dialog.tsx").then((file) => file.DeleteSourcesDialog),
);
const SourceAlarmDialog = lazily(() =>
  import("#components/drop-off/source-alarm-dialog.tsx").then((file) => file.SourceAlarmDialog),
);

/** At the head of a source's page: what can be done with it; the palette lists the same. */
export function SourceActions({ source }: { source: LogSourceSummary }) {
  const router = useRouter();
  const [isDeleting, setDeleting] = useState(false);
  const [isWatching, setWatching] = useState(false);
  const { setPaused, isPending, remove } = useSourceActions();
  const name = source.integrationLabel;
  const pause = (isPaused: boolean) => setPaused({ sources: [source], isPaused });

  usePageCommands(
    [
      source.isPaused
        ? { id: "resume-source", label: `Resume ${name}`, icon: Play, run: () => pause(false) }
        : { id: "pause-source", label: `Pause ${name}`, icon: Pause, run: () => pause(true) },
      ...(source.dropOff
        ? [
            {
              id: "drop-off-alarm",
              label: `Configure the drop-off alarm of ${name}`,
              icon: BellRing,
              run: () => setWatching(true),
            },
          ]
        : []),
      { id: "delete-source", label: `Delete ${name}`, icon: Trash2, run: () => setDeleting(true) },
    ],
    "PATCH /log-sources/{id}",
  );

  return (
    <>
      <Permitted operation="PATCH /log-sources/{id}">
        {source.isPaused && (
          <Button variant="primary" onClick={() => pause(false)} isPending={isPending}>
            <Play size={16} aria-hidden="true" />
            Resume
          </Button>
        )}
        <SourceMenu
          source={source}
          onPause={pause}
          onDropOff={() => setWatching(true)}
          onDelete={() => setDeleting(true)}
        />
      </Permitted>
      <Suspense>
        {isWatching && <SourceAlarmDialog source={source} onClose={() => setWatching(false)} />}
        {isDeleting && (
          <DeleteSourcesDialog
            sources={[source]}
            onClose={() => setDeleting(false)}
            onDelete={async (sources) => {
              await remove(sources);
              router.push("/log-sources");
            }}
          />
        )}
      </Suspense>
    </>
  );
}
