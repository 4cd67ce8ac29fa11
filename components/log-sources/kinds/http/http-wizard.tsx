"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, type ReactNode, useState } from "react";
import { ApiError, callApi } from "#components/shell/api-client.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Steps } from "#components/ui/steps.tsx";
import type { TagOption } from "#components/ui/tag-select.tsx";
import { fieldErrorsOf, useFormErrors } from "#components/ui/use-form-errors.ts";
import { useKeptState } from "#components/ui/use-kept-state.ts";
import { type HttpSourceWithSecret, httpSourceShape } from "#lib/log-source-kinds/schema.ts";
import type { LogSourceDetail } from "#lib/log-sources/schema.ts";
import { HttpAuthFields } from "./http-auth-fields.tsx";
import {
  bodyOf,
  draftOf,
  emptyDraft,
  generateSecret,
  type HttpSourceDraft,
  keptDraft,
  stepOfField,
} from "./http-source-draft.ts";
import { HttpSourceFields } from "./http-source-fields.tsx";
import { SendEventStep } from "./send-event-step.tsx";
import { type WizardStep, wizardHref, wizardStepLabels, wizardSteps } from "./wizard-steps.ts";

interface HttpWizardProps {
  step: WizardStep;
  /** Null until it is saved. */
  source: LogSourceDetail | null;
  logTypeOptions: readonly TagOption[];
  /** One line that fits the source's first log type. */
  sampleLine: string;
  /** The last page: what the proof, the drop-off question and the receivers are. */
  done: ReactNode;
}

/** Connects an HTTP source. A step is a URL; what is typed outlives a reload, secrets do not. */
export function HttpWizard({ step, source, logTypeOptions, sampleLine, done }: HttpWizardProps) {
  const router = useRouter();
  // Going back with the browser leaves the address of the saved source; what is changed then is still that source.
  const [created, setCreated] = useState<{ id: string; hasSecret: boolean } | null>(null);
  const id = source?.integrationId ?? created?.id ?? null;
  const {
    value: draft,
    change,
    reset,
  } = useKeptState(`telltale:http-source:${id ?? "new"}`, source ? draftOf(source) : emptyDraft, keptDraft);
  const { form, errors, show, clear } = useFormErrors();
  // Shown once: it lives as long as this page does.
  const [secret, setSecret] = useState<{ sourceId: string; value: string } | null>(null);
  const hasSecret = source ? (source.auth?.hasSecret ?? false) : (created?.hasSecret ?? false);

  const save = useMutation({
    mutationFn: async () => {
      const body = bodyOf(draft);
      const mustMake = id !== null && body.authMethod === "SharedSecret" && !hasSecret && body.authSecretValue === "";
      if (mustMake) body.authSecretValue = generateSecret();
      const saved = await (id === null
        ? callApi<HttpSourceWithSecret>("POST", "/api/v1/log-sources/http", body)
        : callApi<HttpSourceWithSecret>("PUT", `/api/v1/log-sources/http/${id}`, body));
      return { saved, secret: saved.generatedSecret ?? (body.authSecretValue || null) };
    },
    onSuccess: ({ saved, secret: value }) => {
      reset({ ...draft, ownSecret: "", secretFrom: "generated" });
      setCreated({ id: saved.integrationId, hasSecret: saved.authMethod === "SharedSecret" });
      if (value !== null) setSecret({ sourceId: saved.integrationId, value });
      router.push(wizardHref("send", saved.integrationId));
    },
    onError: (error) => {
      if (error instanceof ApiError && error.field) fail({ [error.field]: error.message });
    },
  });

  function fail(found: Record<string, string>) {
    const first = Object.keys(found)[0];
    if (first !== undefined && stepOfField(first) !== step) router.push(wizardHref(stepOfField(first), id));
    show(found);
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    const checked = httpSourceShape.safeParse(bodyOf(draft));
    const found = checked.success ? {} : fieldErrorsOf(checked.error.issues);
    if (draft.authMethod === "SharedSecret" && draft.secretFrom === "own" && draft.ownSecret === "") {
      found.authSecretValue ??= "Type the secret, or let one be generated";
    }
    const isFirst = step === "source";
    const concerned = Object.entries(found).filter(([path]) => !isFirst || stepOfField(path) === "source");
    if (concerned.length > 0) return fail(Object.fromEntries(concerned));
    clear();
    if (isFirst) router.push(wizardHref("authentication", id));
    else save.mutate();
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
      {(step === "source" || step === "authentication") && (
        <form ref={form} onSubmit={submit} noValidate>
          {step === "source" ? (
            <HttpSourceFields {...fields} logTypeOptions={logTypeOptions} />
          ) : (
            <HttpAuthFields {...fields} hasSecret={hasSecret} />
          )}
          {formError && (
            <Banner tone="fail" role="alert" title="The source was not saved">
              {formError.message}
            </Banner>
          )}
          <div className="flex flex-wrap gap-2">
            <Button type="submit" variant="primary" isPending={save.isPending}>
              {step === "source" ? "Continue" : id === null ? "Create source" : "Save and continue"}
            </Button>
            <LinkButton
              variant="quiet"
              href={
                step === "authentication" ? wizardHref("source", id) : id ? `/log-sources/${id}` : "/log-sources/new"
              }
            >
              {step === "authentication" ? "Back" : "Cancel"}
            </LinkButton>
          </div>
        </form>
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
