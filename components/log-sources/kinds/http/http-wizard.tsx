"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter, useSearchParams } from "next/navigation";
import { type ComponentProps, type FormEvent, type ReactNode, useState } from "react";
import type { SourceWizardProps } from "#components/log-sources/kinds/define-source-face.ts";
import { ApiError } from "#components/shell/api-error.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { checkShape } from "#components/ui/check-shape.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Steps } from "#components/ui/steps.tsx";
import { fieldErrorsOf, useFormErrors } from "#components/ui/use-form-errors.ts";
import { useKeptState } from "#components/ui/use-kept-state.ts";
import { useStepFocus } from "#components/ui/use-step-focus.ts";
import { httpSourceShape } from "#lib/log-source-kinds/kinds/http/schema.ts";
import { HttpAuthFields } from "./http-auth-fields.tsx";
import { bodyOf, draftOf, emptyDraft, type HttpSourceDraft, keptDraft, stepOfField } from "./http-source-draft.ts";
import { HttpSourceFields } from "./http-source-fields.tsx";
import { missingSecret, type SavedSource, savedSourceOf, saveHttpSource } from "./save-http-source.ts";
import { SendEventStep } from "./send-event-step.tsx";
import { type WizardStep, wizardHref, wizardStep, wizardStepLabels, wizardSteps } from "./wizard-steps.ts";

/** Connects an HTTP source. A step is a URL; what is typed outlives a reload, secrets do not. */
export function HttpWizard({ source, logTypeOptions, sampleLine, done }: SourceWizardProps) {
  const router = useRouter();
  const step = wizardStep(useSearchParams().get("step") ?? undefined, source !== null);
  const heading = useStepFocus(step);
  // Going back with the browser leaves the address of the saved source; what is changed then is still that source.
  const [created, setCreated] = useState<SavedSource | null>(null);
  const saved = source ? savedSourceOf(source) : created;
  const id = saved?.id ?? null;
  const begun = source ? draftOf(source) : emptyDraft;
  const { value: draft, change, reset } = useKeptState(`telltale:http-source:${id ?? "new"}`, begun, keptDraft);
  const { form, errors, show, clear } = useFormErrors();
  // Shown once: it lives as long as this page does.
  const [secret, setSecret] = useState<{ sourceId: string; value: string } | null>(null);

  const save = useMutation({
    mutationFn: () => saveHttpSource(saved, draft),
    onSuccess: ({ saved: now, madeSecret }) => {
      reset({ ...draft, ownSecret: "", secretFrom: "generated" });
      setCreated(now);
      if (madeSecret !== null) setSecret({ sourceId: now.id, value: madeSecret });
      router.push(wizardHref("send", now.id));
    },
    onError: (error) => {
      if (error instanceof ApiError && error.field) fail({ [error.field]: error.message });
    },
  });

  /** Both forms are here already: no server is asked. */
  function go(to: WizardStep) {
    window.history.pushState(null, "", wizardHref(to, id));
  }

  function fail(found: Record<string, string>) {
    const first = Object.keys(found)[0];
    if (first !== undefined && stepOfField(first) !== step) go(stepOfField(first));
    show(found);
  }

  function mistakes(): Record<string, string> {
    const checked = checkShape(httpSourceShape, bodyOf(draft));
    return { ...(checked.success ? {} : fieldErrorsOf(checked.error.issues)), ...missingSecret(draft) };
  }

  function submitSource(event: FormEvent) {
    event.preventDefault();
    const found = Object.entries(mistakes()).filter(([path]) => stepOfField(path) === "source");
    if (found.length > 0) return fail(Object.fromEntries(found));
    clear();
    go("authentication");
  }

  function submitAuthentication(event: FormEvent) {
    event.preventDefault();
    const found = mistakes();
    if (Object.keys(found).length > 0) return fail(found);
    clear();
    save.mutate();
  }

  function onChange(part: Partial<HttpSourceDraft>, path: string) {
    change(part);
    clear(path);
    save.reset();
  }

  const at = wizardSteps.indexOf(step);
  const fields = { draft, onChange, errors };
  const formError = save.error && !(save.error instanceof ApiError && save.error.field) ? save.error : null;
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
          ref={form}
          onSubmit={submitSource}
          submit={
            <Button type="submit" variant="primary">
              Continue
            </Button>
          }
          back={
            <LinkButton
              variant="quiet"
              href={id ? `/log-sources/${id}` : "/log-sources/new"}
              onClick={() => reset(begun)}
            >
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
          ref={form}
          onSubmit={submitAuthentication}
          submit={
            <Button type="submit" variant="primary" isPending={save.isPending}>
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
          {formError && (
            <Banner tone="fail" role="alert" title="The source was not saved">
              {formError.message}
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
