"use client";

import { Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { callApi } from "#components/shell/api-client.ts";
import { Permitted } from "#components/shell/permitted.tsx";
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
  kind: DestinationKindDescription;
  /** All destinations but this one. */
  others: DestinationTotals;
}

/** Changes a destination, or deletes it after saying what that costs. */
export function DestinationSettings({ destination, kind, others }: DestinationSettingsProps) {
  const router = useRouter();
  const refresh = useRefresh();
  const toast = useToast();
  const [isDeleting, setDeleting] = useState(false);

  async function remove() {
    try {
      await callApi("DELETE", `/api/v1/destinations/${destination.id}`);
    } catch (error) {
      toast({ title: "Not deleted", description: (error as Error).message, tone: "fail" });
      throw error;
    }
    toast({ title: `${destination.displayName} deleted` });
    router.push("/destinations");
    void refresh();
  }

  return (
    <div className="max-w-[720px]">
      <Permitted operation="PUT /destinations/{id}">
        <Card title="Settings">
          <DestinationForm
            key={destination.updatedAt}
            kind={kind}
            destination={destination}
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
        onConfirm={remove}
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
