"use client";

import dynamic from "next/dynamic";
import { useRouter, useSearchParams } from "next/navigation";
import { type ComponentProps, type FormEvent, type ReactNode, useState } from "react";
import type { SourceWizardProps } from "#components/log-sources/kinds/define-source-face.ts";
import { useForm } from "#components/shell/use-form.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { OtherChanges } from "#components/ui/other-changes.tsx";
import { Steps } from "#components/ui/steps.tsx";
import type { FieldErrors } from "#components/ui/use-form-errors.ts";
import { useStepFocus } from "#components/ui/use-step-focus.ts";
import type { HttpSource } from "#lib/log-source-kinds/kinds/http/schema.ts";
import { HttpAuthFields } from "./http-auth-fields.tsx";
import {
  draftLabels,
  draftOf,
  emptyDraft,
  type HttpSourceDraft,
  parseDraft,
  stepOfField,
  withoutSecret,
} from "./http-source-draft.ts";
import { HttpSourceFields } from "./http-source-fields.tsx";
import { savedSourceOf, saveHttpSource } from "./save-http-source.ts";
import { type WizardStep, wizardHref, wizardStep, wizardStepLabels, wizardSteps } from "./wizard-steps.ts";

// Its page is asked of the server anyway.
const SendEventStep = dynamic(() => import("./send-event-step.tsx").then((file) => file.SendEventStep));

/** Connects an HTTP source. A step is a URL; what is typed outlives a reload, secrets do not. */
export function HttpWizard({ source, stored, logTypeOptions, sampleLine, done }: SourceWizardProps) {
  const router = useRouter();
  const step = wizardStep(useSearchParams().get("step") ?? undefined, source !== null);
  const heading = useStepFocus(step);
  // Going back with the browser leaves the address of the saved source; what is changed then is still that source.
  const [created, setCreated] = useState<HttpSource | null>(null);
  const answer = stored ? (stored.answer as HttpSource) : created;
  const saved = answer && savedSourceOf(answer);
  const id = saved?.id ?? null;
  // Shown once: it lives as long as this page does.
  const [secret, setSecret] = useState<{ sourceId: string; value: string } | null>(null);
  const form = useForm<HttpSourceDraft, Awaited<ReturnType<typeof saveHttpSource>>>({
    name: `telltale:http-source:${id ?? "new"}`,
    stored: { draft: answer ? draftOf(answer) : emptyDraft, etag: stored?.etag ?? null },
    parse: parseDraft,
    forKeeping: withoutSecret,
    read: (current) => draftOf(current as HttpSource),
    check: async (draft) => (await import("./http-mistakes.ts")).mistakesOf(draft),
    onErrors: goToFirst,
    save: (draft, ifMatch) => saveHttpSource(saved, draft, ifMatch),
    onSaved: ({ answer: now, etag, madeSecret }) => {
      setCreated(now);
      if (madeSecret !== null) setSecret({ sourceId: now.integrationId, value: madeSecret });
      router.push(wizardHref("send", now.integrationId));
      return { draft: draftOf(now), etag };
    },
  });
  const { draft, change: onChange, errors } = form;

  /** Both forms are here already: no server is asked. A key that is pressed twice goes one step. */
  function go(to: WizardStep) {
    const href = wizardHref(to, id);
    if (!window.location.href.endsWith(href)) window.history.pushState(null, "", href);
  }

  function goToFirst(found: FieldErrors) {
    const first = Object.keys(found)[0];
    if (first !== undefined && stepOfField(first) !== step) go(stepOfField(first));
  }

  async function submitSource(event: FormEvent) {
    event.preventDefault();
    const found = Object.entries(await form.mistakes()).filter(([path]) => stepOfField(path) === "source");
    if (found.length > 0) form.show(Object.fromEntries(found));
    else go("authentication");
  }

  const at = wizardSteps.indexOf(step);
  const fields = { draft, onChange, errors };
  return (
    <div className="max-w-[720px]">
      <Steps
        current={at}
        steps={wizardSteps.map((name) => ({ label: wizardStepLabels[name], href: wizardHref(name, id) }))}
      />
      <h2 ref={heading} tabIndex={-1} className="mb-3 outline-none">
        <span className="sr-only">
          Step {at + 1} of {wizardSteps.length}:{" "}
        </span>
        {wizardStepLabels[step]}
      </h2>
      {step === "source" && (
        <StepForm
          key="source"
          ref={form.form}
          onSubmit={submitSource}
          submit={
            <Button type="submit" variant="primary">
              Continue
            </Button>
          }
          back={
            <LinkButton variant="quiet" href={id ? `/log-sources/${id}` : "/log-sources/new"} onClick={form.discard}>
              Cancel
            </LinkButton>
          }
        >
          <HttpSourceFields {...fields} logTypeOptions={logTypeOptions} />
        </StepForm>
      )}
      {step === "authentication" && (
        <StepForm
          key="authentication"
          ref={form.form}
          onSubmit={form.submit}
          submit={
            <Button type="submit" variant="primary" isPending={form.isPending}>
              {id === null ? "Create source" : "Save and continue"}
            </Button>
          }
          back={
            <Button variant="quiet" onClick={() => go("source")}>
              Back
            </Button>
          }
        >
          <HttpAuthFields {...fields} hasSecret={saved?.secretOf === draft.authMethod} />
          <OtherChanges
            fields={form.others}
            labels={draftLabels}
            onKeepMine={form.keepMine}
            onTakeTheirs={form.takeTheirs}
          />
          {form.failure && (
            <Banner
              tone="fail"
              role="alert"
              title={form.failure.isRefused ? "The source was not saved" : "No answer to this came"}
            >
              {form.failure.message}
            </Banner>
          )}
        </StepForm>
      )}
      {step === "send" && source && (
        <SendEventStep
          source={source}
          secret={secret?.sourceId === id ? secret.value : null}
          onSecret={(value) => setSecret({ sourceId: source.integrationId, value })}
          sampleLine={sampleLine}
        />
      )}
      {step === "done" && done}
    </div>
  );
}

interface StepFormProps extends ComponentProps<"form"> {
  submit: ReactNode;
  back: ReactNode;
}

/** A step is a form of its own: what was pressed on one is not pressed on the next. */
function StepForm({ submit, back, children, ...props }: StepFormProps) {
  return (
    <form {...props} noValidate>
      {children}
      <div className="flex flex-wrap gap-2">
        {submit}
        {back}
      </div>
    </form>
  );
}
