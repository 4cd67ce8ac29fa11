"use client";

import { Pause, Play, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { Suspense, useState } from "react";
import { Permitted } from "#components/shell/permitted.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { lazily } from "#components/ui/lazily.ts";
import type { LogSourceDetail } from "#lib/log-sources/schema.ts";
import type { SourceSettingsProps, StoredSource } from "./kinds/define-source-face.ts";
import { faceOf } from "./kinds/registry.ts";
import { useSourceActions } from "./use-source-actions.ts";

// What opens comes when it is opened.
const DeleteSourcesDialog = lazily(() =>
  import("./delete-sources-dialog.tsx").then((file) => file.DeleteSourcesDialog),
);

interface SourceConfigurationProps extends Omit<SourceSettingsProps, "stored"> {
  /** Null for a kind of another version. */
  stored: StoredSource | null;
}

/** Everything that can be changed about a source: what its kind has, and how it is stopped. */
export function SourceConfiguration({ source, stored, logTypeOptions }: SourceConfigurationProps) {
  const Settings = faceOf(source.integrationType)?.Settings;
  return (
    <div className="max-w-[720px]">
      <Permitted operation="PATCH /log-sources/{id}">
        {Settings && stored && <Settings source={source} stored={stored} logTypeOptions={logTypeOptions} />}
        <StopCard source={source} />
      </Permitted>
    </div>
  );
}

function StopCard({ source }: { source: LogSourceDetail }) {
  const router = useRouter();
  const { setPaused, isPending, remove } = useSourceActions();
  const [isDeleting, setDeleting] = useState(false);
  return (
    <Card title="Stop">
      <p className="mb-3 text-ink-2">
        {source.isPaused
          ? "Paused: requests are answered with 403 and nothing is stored."
          : "Pausing answers requests with 403 until you resume; well-made senders keep their events and try again. Deleting is for good."}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button isPending={isPending} onClick={() => setPaused({ sources: [source], isPaused: !source.isPaused })}>
          {source.isPaused ? <Play size={16} aria-hidden="true" /> : <Pause size={16} aria-hidden="true" />}
          {source.isPaused ? "Resume" : "Pause"}
        </Button>
        <Button variant="danger" onClick={() => setDeleting(true)}>
          <Trash2 size={16} aria-hidden="true" />
          Delete
        </Button>
      </div>
      {isDeleting && (
        <Suspense>
          <DeleteSourcesDialog
            sources={[source]}
            onClose={() => setDeleting(false)}
            onDelete={async (sources) => {
              await remove(sources);
              router.push("/log-sources");
            }}
          />
        </Suspense>
      )}
    </Card>
  );
}
