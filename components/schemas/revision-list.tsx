"use client";

import { Undo2 } from "lucide-react";
import { useState } from "react";
import { Permitted } from "#components/shell/permitted.tsx";
import { useOperation } from "#components/shell/use-operation.ts";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { Pill } from "#components/ui/pill.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { SchemaRevisionSummary } from "#lib/schema-changes/schema.ts";

interface RevisionListProps {
  name: string;
  /** The one that is in force. */
  current: number;
  /** The ETag of the schema as it was read: another change since is not taken back unseen. */
  etag: string;
  revisions: readonly SchemaRevisionSummary[];
  /** There are earlier ones, which are not shown. */
  isCut: boolean;
}

/** What a custom schema was before, newest first; a change can be taken back to any of them. */
export function RevisionList({ name, current, etag, revisions, isCut }: RevisionListProps) {
  const [asked, setAsked] = useState<number | null>(null);
  const restore = useOperation("POST /schemas/{name}/revisions/{revision}/restore", {
    failed: `${name} was not taken back`,
    done: (schema) => ({
      title: `${schema.name} is at revision ${schema.revision}`,
      description: "Lines that arrive from now on are held against it, and kept lines are judged again.",
    }),
  });
  return (
    <Card title="Revisions" note={isCut && `the latest ${revisions.length}`} isFlush>
      <ul>
        {revisions.map(({ revision, createdAt, createdByName }) => (
          <li
            key={revision}
            className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-t px-[18px] py-2"
          >
            <span className="font-medium">Revision {revision}</span>
            {revision === current && <Pill tone="brand">In force</Pill>}
            <span className="min-w-0 flex-1 text-ink-3 text-small">
              <RelativeTime at={createdAt} />
              {createdByName && <> by {createdByName}</>}
            </span>
            {revision !== current && (
              <Permitted operation="POST /schemas/{name}/revisions/{revision}/restore">
                <Button size="small" onClick={() => setAsked(revision)}>
                  <Undo2 size={14} aria-hidden="true" />
                  Take back to {revision}
                </Button>
              </Permitted>
            )}
          </li>
        ))}
      </ul>
      <ConfirmDialog
        isOpen={asked !== null}
        onClose={() => setAsked(null)}
        title={`Take ${name} back to revision ${asked ?? ""}?`}
        action={`Save revision ${asked ?? ""} again`}
        onConfirm={() => restore.runOrThrow({ params: { name, revision: String(asked ?? "") }, ifMatch: etag })}
      >
        Its text becomes the newest revision. Fields that were added since lose their column; stored events keep what
        they hold.
      </ConfirmDialog>
    </Card>
  );
}
