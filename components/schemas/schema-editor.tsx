"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleX } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { ApiError } from "#components/shell/api-error.ts";
import { callOperation } from "#components/shell/call-operation.ts";
import { useRefresh } from "#components/shell/use-refresh.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { plural } from "#components/ui/number-format.ts";
import { TextInput } from "#components/ui/text-input.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { useFormErrors } from "#components/ui/use-form-errors.ts";
import { useKeptState } from "#components/ui/use-kept-state.ts";
import type { SchemaDetail, SchemaError } from "#lib/schemas/schema.ts";
import { customPrefix } from "#lib/schemas/terms.ts";
import { keptSchemaDraft, starterSpec } from "./schema-draft.ts";
import { goToMistake, YamlEditor } from "./yaml-editor.tsx";

const checkAfterMs = 350;

/** Makes or changes a custom schema as YAML. Its mistakes stand beside it with their lines, while it is typed. */
export function SchemaEditor({ schema }: { schema: SchemaDetail | null }) {
  const router = useRouter();
  const refresh = useRefresh();
  const toast = useToast();
  const editor = useRef<HTMLTextAreaElement>(null);
  const { form, errors, show, clear } = useFormErrors();
  const {
    value: draft,
    change,
    reset,
  } = useKeptState(
    `telltale:schema:${schema?.name ?? "new"}`,
    { name: schema?.name.slice(customPrefix.length) ?? "", spec: schema?.spec ?? starterSpec },
    keptSchemaDraft,
  );
  const spec = useSettled(draft.spec, checkAfterMs);
  const check = useQuery({
    queryKey: ["schemas", "validate", spec],
    queryFn: () => callOperation("POST /schemas/validate", { body: { spec } }),
    placeholderData: (before) => before,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const mistakes = check.data?.errors ?? [];
  // What was checked is the text as it stands; until then "no mistakes" is not known.
  const isFresh = spec === draft.spec && !check.isPlaceholderData;

  const save = useMutation({
    mutationFn: () => {
      const name = `${customPrefix}${draft.name.trim()}`;
      return callOperation("PUT /schemas/{name}", {
        params: { name },
        body: { spec: draft.spec, revision: schema?.revision ?? 0 },
      });
    },
    onSuccess: (saved) => {
      reset(draft);
      toast({
        title: schema ? `${saved.name} is at revision ${saved.revision}` : `${saved.name} was made`,
        description: "Lines that arrive from now on are held against it.",
      });
      router.push(`/schemas/${encodeURIComponent(saved.name)}`);
      void refresh();
    },
    onError: (error) => {
      if (error instanceof ApiError && error.field) show({ [error.field]: error.message });
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (draft.name.trim() === "") return show({ name: "Give it a name, such as Acme.Audit" });
    const [first] = mistakes;
    if (first && isFresh && editor.current) {
      show({ spec: `${plural(mistakes.length, "mistake")} must be corrected first` });
      return goToMistake(editor.current, first);
    }
    clear();
    save.mutate();
  }

  const formError = save.error && !(save.error instanceof ApiError && save.error.field) ? save.error : null;
  return (
    <form ref={form} onSubmit={submit} noValidate className="mt-4">
      <Field
        label="Name"
        className="max-w-[480px]"
        help={
          schema
            ? "The name of a schema cannot be changed: stored events carry it."
            : `Becomes ${customPrefix}${draft.name.trim() || "Acme.Audit"}`
        }
        error={errors.name}
        isRequired
      >
        <TextInput
          isMono
          name="name"
          value={draft.name}
          disabled={schema !== null}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          onChange={(event) => {
            change({ name: event.target.value });
            clear("name");
          }}
        />
      </Field>
      <div className="grid items-start gap-x-5 min-[1080px]:grid-cols-[minmax(0,1fr)_320px]">
        <Field label="YAML" error={errors.spec} isRequired>
          <YamlEditor
            value={draft.spec}
            errors={mistakes}
            editor={editor}
            onChange={(text) => {
              change({ spec: text });
              clear("spec");
              save.reset();
            }}
          />
        </Field>
        <Mistakes
          mistakes={mistakes}
          isKnown={check.data !== undefined && (mistakes.length > 0 || isFresh)}
          isRefused={errors.spec !== undefined}
          failure={check.error?.message}
          onGo={(mistake) => editor.current && goToMistake(editor.current, mistake)}
        />
      </div>
      {formError && (
        <Banner tone="fail" role="alert" title="The schema was not saved">
          {formError.message}
        </Banner>
      )}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" isPending={save.isPending}>
          {schema ? "Save a new revision" : "Create schema"}
        </Button>
        <LinkButton variant="quiet" href={schema ? `/schemas/${encodeURIComponent(schema.name)}` : "/schemas"}>
          Cancel
        </LinkButton>
      </div>
    </form>
  );
}

interface MistakesProps {
  mistakes: readonly SchemaError[];
  isKnown: boolean;
  /** The text was refused for a reason that is said under it. */
  isRefused: boolean;
  failure: string | undefined;
  onGo: (mistake: SchemaError) => void;
}

function Mistakes({ mistakes, isKnown, isRefused, failure, onGo }: MistakesProps) {
  return (
    <section aria-label="Mistakes" aria-live="polite" className="mb-[18px] min-[1080px]:pt-[26px]">
      {failure ? (
        <p className="text-small text-warn-ink">Not checked: {failure}</p>
      ) : !isKnown ? (
        <p className="text-ink-3 text-small">Being checked</p>
      ) : mistakes.length === 0 && isRefused ? null : mistakes.length === 0 ? (
        <p className="flex items-center gap-2 text-ok-ink">
          <CircleCheck size={16} aria-hidden="true" />
          No mistakes
        </p>
      ) : (
        <>
          <p className="mb-1.5 flex items-center gap-2 font-semibold text-fail-ink">
            <CircleX size={16} aria-hidden="true" />
            {plural(mistakes.length, "mistake")}
          </p>
          <ul className="overflow-hidden rounded-surface border border-line bg-surface">
            {mistakes.map((mistake) => (
              <li
                key={`${mistake.line} ${mistake.column} ${mistake.message}`}
                className="border-line border-t first:border-t-0"
              >
                <button
                  type="button"
                  onClick={() => onGo(mistake)}
                  className="block w-full px-3 py-2 text-left -outline-offset-2 hover:bg-sunken"
                >
                  <span className="block text-ink-3 text-quiet">
                    Line {mistake.line}, column {mistake.column}
                  </span>
                  <span className="break-words text-small">{mistake.message}</span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** The value once it has stood still for `ms`. */
function useSettled<T>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
