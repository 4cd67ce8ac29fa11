"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { SecretOnce } from "#components/ui/secret-once.tsx";
import { Steps } from "#components/ui/steps.tsx";
import type { Destination, DestinationKindDescription } from "#lib/destinations/schema.ts";
import { DestinationForm } from "./destination-form.tsx";
import { TestPanel } from "./test-panel.tsx";

interface NewDestinationProps {
  kind: DestinationKindDescription;
  /** Null until it is added. */
  destination: Destination | null;
}

/** Adds a destination in two steps: its settings, then a test that shows the receiver's answer. */
export function NewDestination({ kind, destination }: NewDestinationProps) {
  const router = useRouter();
  // Shown once: they live as long as this page does.
  const [secrets, setSecrets] = useState<Record<string, string>>({});
  const labels = ["Kind", "Settings", "Test"];
  return (
    <div className="max-w-[720px]">
      <Steps
        current={destination ? 2 : 1}
        steps={labels.map((label, at) => ({ label, href: at === 0 && !destination ? "/destinations/new" : undefined }))}
      />
      {destination ? (
        <>
          {kind.fields.map(({ name, title, usage }) => {
            const secret = secrets[name];
            if (secret === undefined) return null;
            return (
              <SecretOnce key={name} title={title} secret={secret} what={title.toLowerCase()}>
                {usage && (
                  <details>
                    <summary className="link w-fit">How the receiver uses it</summary>
                    <p className="my-2">{usage.text}</p>
                    <CodeBlock text={usage.code} what="code" />
                  </details>
                )}
              </SecretOnce>
            );
          })}
          <h2 className="mb-1 text-body">See whether it arrives</h2>
          <p className="mb-3 text-ink-2">
            The test takes the way that alerts take, and shows what {destination.displayName} answers.
          </p>
          <TestPanel destinationId={destination.id} lastTest={destination.lastTest} isNext />
          <div className="mt-5 flex flex-wrap gap-2">
            <LinkButton
              href={`/destinations/${destination.id}`}
              variant={destination.lastTest?.success ? "primary" : "secondary"}
            >
              Finish set-up
            </LinkButton>
            <LinkButton variant="quiet" href={`/destinations/${destination.id}?tab=configuration`}>
              Change settings
            </LinkButton>
          </div>
        </>
      ) : (
        <DestinationForm
          kind={kind}
          destination={null}
          etag={null}
          onSaved={(saved, made) => {
            setSecrets(made);
            router.push(`/destinations/new/${kind.kind}?destination=${saved.id}`);
          }}
          actions={
            <LinkButton variant="quiet" href="/destinations/new">
              Back
            </LinkButton>
          }
        />
      )}
    </div>
  );
}
