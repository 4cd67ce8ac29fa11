"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, type RefObject, useEffect, useRef } from "react";
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
import type { ToastMessage } from "#components/ui/toasts.tsx";
import type { FieldErrors } from "#components/ui/use-form-errors.ts";
import { useSettled } from "#components/ui/use-settled.ts";
import type { FieldPlace } from "#lib/schemas/field-place.ts";
import type { SchemaDetail } from "#lib/schemas/schema.ts";
import { customPrefix } from "#lib/schemas/terms.ts";
import { KeptLinesOfDraft } from "./kept-lines-of-draft.tsx";
import { LanguageHelp } from "./language-help.tsx";
import { Mistakes } from "./mistakes.tsx";
import { schemaQueries } from "./queries.ts";
import { parseSchemaDraft, type SchemaDraft, schemaDraftOf } from "./schema-draft.ts";
import { schemaHref } from "./schema-href.ts";
import { TryLine } from "./try-line.tsx";
import { useSaveSchema } from "./use-save-schema.ts";
import { goToMistake, YamlEditor } from "./yaml-editor.tsx";

const checkAfterMs = 350;

function nameHelp(schema: SchemaDetail | null, name: string): string {
  return schema
    ? "The name of a schema cannot be changed: stored events carry it."
    : `Becomes ${customPrefix}${name.trim() || "Acme.Audit"}`;
}

function savedWords(saved: SchemaDetail, isRevision: boolean): ToastMessage {
  return isRevision
    ? {
        title: `${saved.name} is at revision ${saved.revision}`,
        description: "Lines that arrive from now on are held against it, and kept lines are judged again.",
      }
    : { title: `${saved.name} was made`, description: "It is used once it is attached to a log source." };
}

/** Puts the caret at a place once the editor stands; what is typed does not move it. */
function useStartAt(editor: RefObject<HTMLTextAreaElement | null>, place: FieldPlace | null): void {
  const { line, column } = place ?? {};
  useEffect(() => {
    if (line !== undefined && column !== undefined && editor.current) goToMistake(editor.current, { line, column });
  }, [editor, line, column]);
}

interface SchemaEditorProps {
  /** Null for a new one. */
  schema: SchemaDetail | null;
  /** The ETag of the schema as it was read. */
  etag: string | null;
  /** What a new one begins with, when that is a copy. */
  copy?: SchemaDraft | null;
  /** Where the caret is put: a field that was asked for. */
  place?: FieldPlace | null;
}

/** Makes or changes a custom schema as YAML. Its mistakes stand beside it with their lines, while it is typed. */
export function SchemaEditor({ schema, etag, copy = null, place = null }: SchemaEditorProps) {
  const router = useRouter();
  const refresh = useRefresh();
  const toast = useToast();
  const editor = useRef<HTMLTextAreaElement>(null);
  const form = useForm<SchemaDraft, SchemaDetail>({
    name: `telltale:schema:${schema?.name ?? (copy ? `copy:${copy.name}` : "new")}`,
    stored: { draft: copy ?? schemaDraftOf(schema), etag },
    parse: parseSchemaDraft,
    read: (current) => schemaDraftOf(current as SchemaDetail),
    check: async (draft): Promise<FieldErrors> => {
      if (draft.name.trim() === "") return { name: "Give it a name, such as Acme.Audit" };
      if (mistakes.length === 0 || !isFresh) return {};
      return { spec: `${plural(mistakes.length, "mistake")} must be corrected first` };
    },
    save: useSaveSchema(schema === null),
    onSaved: (saved) => {
      toast(savedWords(saved, schema !== null));
      router.push(schemaHref(saved.name));
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
  const isValid = isFresh && validity.data?.isValid === true;

  useStartAt(editor, place);

  function submit(event: FormEvent) {
    void form.submit(event);
    const [first] = mistakes;
    if (draft.name.trim() !== "" && first && isFresh && editor.current) goToMistake(editor.current, first);
  }

  return (
    <form ref={form.form} onSubmit={submit} noValidate className="mt-4">
      <Field label="Name" className="max-w-[480px]" help={nameHelp(schema, draft.name)} error={errors.name} isRequired>
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
        <div className="min-w-0">
          <Field label="YAML" error={errors.spec} isRequired>
            <YamlEditor
              value={draft.spec}
              errors={mistakes}
              editor={editor}
              onChange={(text) => change({ spec: text }, "spec")}
            />
          </Field>
          <TryLine spec={isValid ? spec : null} />
        </div>
        <div className="mb-[18px] grid min-w-0 gap-4 min-[1080px]:pt-[26px]">
          <Mistakes
            mistakes={mistakes}
            isKnown={validity.data !== undefined && (mistakes.length > 0 || isFresh)}
            isRefused={errors.spec !== undefined}
            failure={validity.error?.message}
            onGo={(mistake) => editor.current && goToMistake(editor.current, mistake)}
          />
          {schema && isValid && <KeptLinesOfDraft name={schema.name} spec={spec} isChanged={form.isChanged} />}
          <LanguageHelp />
        </div>
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
        <LinkButton variant="quiet" href={schema ? schemaHref(schema.name) : "/schemas"} onClick={form.discard}>
          Cancel
        </LinkButton>
      </div>
    </form>
  );
}
