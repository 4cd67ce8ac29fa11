"use client";

import { Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { callApi } from "#components/shell/api-client.ts";
import { useRefresh } from "#components/shell/use-refresh.ts";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { plural } from "#components/ui/number-format.ts";
import { useToast } from "#components/ui/toast.tsx";
import type { Destination, DestinationKindDescription } from "#lib/destinations/schema.ts";
import { DestinationForm } from "./destination-form.tsx";

interface DestinationSettingsProps {
  destination: Destination;
  kind: DestinationKindDescription;
  /** Other destinations that are told of System Errors. */
  othersTold: number;
}

/** Changes a destination, or deletes it after saying what that costs. */
export function DestinationSettings({ destination, kind, othersTold }: DestinationSettingsProps) {
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
      <Card title="Settings">
        <DestinationForm
          key={destination.updatedAt}
          kind={kind}
          destination={destination}
          onSaved={() => {
            toast({ title: "Saved", description: "What was held back is tried again now." });
            void refresh();
          }}
        />
      </Card>
      <Card title="Delete">
        <p className="mb-3 text-ink-2">What was delivered stays on record with its alerts.</p>
        <Button variant="danger" onClick={() => setDeleting(true)}>
          <Trash2 size={16} aria-hidden="true" />
          Delete
        </Button>
      </Card>
      <ConfirmDialog
        isOpen={isDeleting}
        onClose={() => setDeleting(false)}
        title={`Delete ${destination.displayName}?`}
        action="Delete the destination"
        onConfirm={remove}
      >
        <ul className="list-disc pl-5">
          <li>
            {destination.pendingCount > 0
              ? `${plural(destination.pendingCount, "message")} that ${destination.pendingCount === 1 ? "waits" : "wait"} to be delivered will not be.`
              : "No message waits to be delivered."}
          </li>
          <li>
            {destination.deliveredLastDay === 0
              ? "Nothing was delivered to it in the last 24 hours."
              : `${plural(destination.deliveredLastDay, "message was", "messages were")} delivered to it in the last 24 hours.`}
          </li>
          {destination.alertTypes.includes("SYSTEM_ERROR") && (
            <li>
              {othersTold === 0
                ? "It is the last one that is told of System Errors: nobody would be told any more."
                : `${plural(othersTold, "other destination")} ${othersTold === 1 ? "is" : "are"} still told of System Errors.`}
            </li>
          )}
        </ul>
      </ConfirmDialog>
    </div>
  );
}
