"use client";

import { Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Permitted } from "#components/shell/permitted.tsx";
import { useOperation } from "#components/shell/use-operation.ts";
import { useRefresh } from "#components/shell/use-refresh.ts";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { useToast } from "#components/ui/toast.tsx";
import type { Destination, DestinationKindDescription, DestinationTotals } from "#lib/destinations/schema.ts";
import { DestinationForm } from "./destination-form.tsx";
import { deletionWords, savedWords } from "./reach-words.ts";

interface DestinationSettingsProps {
  destination: Destination;
  /** The ETag of the destination as it was read. */
  etag: string;
  kind: DestinationKindDescription;
  /** All destinations but this one. */
  others: DestinationTotals;
}

/** Changes a destination, or deletes it after saying what that costs. */
export function DestinationSettings({ destination, etag, kind, others }: DestinationSettingsProps) {
  const router = useRouter();
  const refresh = useRefresh();
  const toast = useToast();
  const [isDeleting, setDeleting] = useState(false);

  const remove = useOperation("DELETE /destinations/{id}", {
    failed: "Not deleted",
    gone: ({ params }) => [params.id],
    done: () => {
      router.push("/destinations");
      return { title: `${destination.displayName} deleted` };
    },
  });

  return (
    <div className="max-w-[720px]">
      <Permitted operation="PUT /destinations/{id}">
        <Card title="Settings">
          <DestinationForm
            kind={kind}
            destination={destination}
            etag={etag}
            onSaved={(saved) => {
              toast({ title: "Saved", description: savedWords(saved) });
              void refresh();
            }}
          />
        </Card>
        <Card title="Delete">
          <p className="mb-3 text-ink-2">What was delivered stays on record with its alerts.</p>
          <Button
            variant="danger"
            onClick={() => {
              // What the dialog says is read again as it opens.
              void refresh();
              setDeleting(true);
            }}
          >
            <Trash2 size={16} aria-hidden="true" />
            Delete
          </Button>
        </Card>
      </Permitted>
      <ConfirmDialog
        isOpen={isDeleting}
        onClose={() => setDeleting(false)}
        title={`Delete ${destination.displayName}?`}
        action="Delete the destination"
        onConfirm={() => remove.runOrThrow({ params: { id: destination.id } })}
      >
        <ul className="list-disc pl-5">
          {deletionWords(destination, others).map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      </ConfirmDialog>
    </div>
  );
}
