"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleX } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, useRef } from "react";
import { callOperation } from "#components/shell/call-operation.ts";
import { useForm } from "#components/shell/use-form.ts";
import { useRefresh } from "#components/shell/use-refresh.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { plural } from "#components/ui/number-format.ts";
import { OtherChanges } from "#components/ui/other-changes.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { useToast } from "#components/ui/toast.tsx";
import type { FieldErrors } from "#components/ui/use-form-errors.ts";
import { useSettled } from "#components/ui/use-settled.ts";
import type { SchemaDetail, SchemaError } from "#lib/schemas/schema.ts";
import { customPrefix } from "#lib/schemas/terms.ts";
import { schemaQueries } from "./queries.ts";
import { parseSchemaDraft, type SchemaDraft, schemaDraftOf } from "./schema-draft.ts";
import { goToMistake, YamlEditor } from "./yaml-editor.tsx";

const checkAfterMs = 350;

interface SchemaEditorProps {
  /** Null for a new one. */
  schema: SchemaDetail | null;
  /** The ETag of the schema as it was read. */
  etag: string | null;
}

/** Makes or changes a custom schema as YAML. Its mistakes stand beside it with their lines, while it is typed. */
export function SchemaEditor({ schema, etag }: SchemaEditorProps) {
  const router = useRouter();
  const refresh = useRefresh();
  const toast = useToast();
  const editor = useRef<HTMLTextAreaElement>(null);
  const form = useForm<SchemaDraft, SchemaDetail>({
    name: `telltale:schema:${schema?.name ?? "new"}`,
    stored: { draft: schemaDraftOf(schema), etag },
    parse: parseSchemaDraft,
    read: (current) => schemaDraftOf(current as SchemaDetail),
    check: (draft): FieldErrors => {
      if (draft.name.trim() === "") return { name: "Give it a name, such as Acme.Audit" };
      if (mistakes.length === 0 || !isFresh) return {};
      return { spec: `${plural(mistakes.length, "mistake")} must be corrected first` };
    },
    save: ({ name, spec }, ifMatch) =>
      callOperation("PUT /schemas/{name}", {
        params: { name: `${customPrefix}${name.trim()}` },
        body: schema ? { spec } : { spec, revision: 0 },
        ifMatch,
      }),
    onSaved: (saved) => {
      toast({
        title: schema ? `${saved.name} is at revision ${saved.revision}` : `${saved.name} was made`,
        description: "Lines that arrive from now on are held against it.",
      });
      router.push(`/schemas/${encodeURIComponent(saved.name)}`);
      void refresh();
      return undefined;
    },
  });
  const { draft, change, errors } = form;
  const spec = useSettled(draft.spec, checkAfterMs);
  const validity = useQuery(schemaQueries.validity(spec));
  const mistakes = validity.data?.errors ?? [];
  // What was checked is the text as it stands; until then "no mistakes" is not known.
  const isFresh = spec === draft.spec && !validity.isPlaceholderData;

  function submit(event: FormEvent) {
    void form.submit(event);
    const [first] = mistakes;
    if (draft.name.trim() !== "" && first && isFresh && editor.current) goToMistake(editor.current, first);
  }

  return (
    <form ref={form.form} onSubmit={submit} noValidate className="mt-4">
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
          onChange={(event) => change({ name: event.target.value }, "name")}
        />
      </Field>
      <div className="grid items-start gap-x-5 min-[1080px]:grid-cols-[minmax(0,1fr)_320px]">
        <Field label="YAML" error={errors.spec} isRequired>
          <YamlEditor
            value={draft.spec}
            errors={mistakes}
            editor={editor}
            onChange={(text) => change({ spec: text }, "spec")}
          />
        </Field>
        <Mistakes
          mistakes={mistakes}
          isKnown={validity.data !== undefined && (mistakes.length > 0 || isFresh)}
          isRefused={errors.spec !== undefined}
          failure={validity.error?.message}
          onGo={(mistake) => editor.current && goToMistake(editor.current, mistake)}
        />
      </div>
      <OtherChanges
        fields={form.others}
        labels={{ spec: "YAML" }}
        onKeepMine={form.keepMine}
        onTakeTheirs={form.takeTheirs}
      />
      {form.failure && (
        <Banner
          tone="fail"
          role="alert"
          title={form.failure.isRefused ? "The schema was not saved" : "No answer to this came"}
        >
          {form.failure.message}
        </Banner>
      )}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" isPending={form.isPending}>
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
