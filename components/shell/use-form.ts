"use client";

import { type FormEvent, useCallback, useEffect, useRef, useState } from "react";
import { isSameDraft, mergeChanges, type OtherField } from "#components/ui/three-way.ts";
import { type FieldErrors, useFormErrors } from "#components/ui/use-form-errors.ts";
import { ApiError } from "./api-error.ts";
import { failureWords } from "./use-operation.ts";

/** What the server has: as the form shows it, and its ETag; null for what is new. */
export interface Stored<T> {
  draft: T;
  etag: string | null;
}

interface FormOptions<T extends object, Saved> {
  /** Where what is typed is kept in this tab's session. */
  name: string;
  stored: Stored<T>;
  /** From what was kept; null when it is not a draft. Must be the same function at each call, as `serialise`. */
  parse: (kept: unknown) => T | null;
  /** What the browser may keep: without secrets. */
  forKeeping?: (draft: T) => Partial<T>;
  /** What is wrong before it is sent, by the path of the field. */
  check?: (draft: T) => FieldErrors;
  /** @param ifMatch the ETag of what the draft was made from. @throws ApiError */
  save: (draft: T, ifMatch: string | undefined) => Promise<Saved>;
  /** @returns what the server has now, when one stays on the form. */
  onSaved: (saved: Saved, draft: T) => Stored<T> | undefined;
  /** What a refusal with 412 holds: the thing as it is by now. */
  read?: (current: unknown) => T;
}

interface State<T> {
  draft: T;
  /** What the draft was made from. */
  base: Stored<T>;
  /** What somebody else changed since, until it is answered. */
  others: readonly OtherField<T>[];
}

function keptState<T>(name: string, parse: (kept: unknown) => T | null): { draft: T; base: Stored<T> | null } | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(name) ?? "null");
    const draft = kept && parse(kept.draft);
    if (!draft) return null;
    const baseDraft = kept.base ? parse(kept.base.draft) : null;
    return { draft, base: baseDraft ? { draft: baseDraft, etag: kept.base.etag } : null };
  } catch {
    return null;
  }
}

/** Moves a form onto what the server has now: nothing of the other's is lost, nothing of one's own either. */
function onto<T extends object>(state: State<T>, stored: Stored<T>): State<T> {
  if (stored.etag === state.base.etag) return state;
  if (isSameDraft(state.draft, state.base.draft)) return { draft: stored.draft, base: stored, others: [] };
  const { draft, fields } = mergeChanges(state.base.draft, stored.draft, state.draft);
  return { draft, base: stored, others: fields };
}

/**
 * One way to fill in a form. What is typed outlives a reload, the end of a session and a failure; the first failing field
 * gets the focus; what somebody else saves meanwhile is laid under one's own change and told (`others`), and where both
 * changed the same field nothing is saved until one has chosen.
 */
export function useForm<T extends object, Saved>(options: FormOptions<T, Saved>) {
  const { name, stored, parse } = options;
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  const { form, errors, show, clear } = useFormErrors();
  const [state, setState] = useState<State<T>>({ draft: stored.draft, base: stored, others: [] });
  const [isPending, setPending] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  // After hydration, so that the server's form and the browser's first one are the same.
  useEffect(() => {
    const kept = keptState(name, parse);
    const now = latest.current.stored;
    if (kept) setState(onto({ draft: { ...now.draft, ...kept.draft }, base: kept.base ?? now, others: [] }, now));
  }, [name, parse]);

  // The page was read again and has another version.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for what it holds
  useEffect(() => setState((before) => onto(before, latest.current.stored)), [stored.etag]);

  const keep = useCallback(
    (next: State<T>) => {
      const { forKeeping = (draft: T): Partial<T> => draft } = latest.current;
      if (isSameDraft(next.draft, next.base.draft)) sessionStorage.removeItem(name);
      else
        sessionStorage.setItem(
          name,
          JSON.stringify({
            draft: forKeeping(next.draft),
            base: { draft: forKeeping(next.base.draft), etag: next.base.etag },
          }),
        );
      return next;
    },
    [name],
  );

  const change = useCallback(
    (part: Partial<T>, ...paths: string[]) => {
      setState((before) => keep({ ...before, draft: { ...before.draft, ...part } }));
      for (const path of paths) clear(path);
      setFailure(null);
    },
    [keep, clear],
  );

  /** Puts the server's state in place of what was typed. */
  function discard(to: Stored<T> = state.base) {
    sessionStorage.removeItem(name);
    setState({ draft: to.draft, base: to, others: [] });
    clear();
    setFailure(null);
  }

  function refuse(error: unknown) {
    const { read } = latest.current;
    if (error instanceof ApiError && error.status === 412 && error.etag !== undefined && read) {
      const now = { draft: read(error.current), etag: error.etag };
      setState((before) => keep(onto(before, now)));
      return;
    }
    if (error instanceof ApiError && error.field) show({ [error.field]: error.message });
    else setFailure(failureWords(error));
  }

  async function submit(event?: FormEvent) {
    event?.preventDefault();
    if (isPending || state.others.some((field) => field.isConflict)) return;
    const found = options.check?.(state.draft) ?? {};
    if (Object.keys(found).length > 0) return show(found);
    clear();
    setFailure(null);
    setPending(true);
    try {
      const saved = await options.save(state.draft, state.base.etag ?? undefined);
      sessionStorage.removeItem(name);
      const now = options.onSaved(saved, state.draft);
      if (now) discard(now);
    } catch (error) {
      refuse(error);
    } finally {
      setPending(false);
    }
  }

  return {
    /** Goes on the <form>. */
    form,
    draft: state.draft,
    /** Changes a part of the draft; the errors at `paths` are over. */
    change,
    errors,
    /** Shows what is wrong and moves the focus there. */
    show,
    submit,
    isPending,
    /** Why it was not saved, when that is no field's. */
    failure,
    isChanged: !isSameDraft(state.draft, state.base.draft),
    discard: () => discard(),
    others: state.others,
    /** One's own stays and is saved over what the other made, which one has seen. */
    keepMine: () => setState((before) => keep({ ...before, others: [] })),
    takeTheirs: () =>
      setState((before) => {
        const theirs = Object.fromEntries(before.others.map(({ name: field, theirs }) => [field, theirs]));
        return keep({ ...before, draft: { ...before.draft, ...theirs }, others: [] });
      }),
  };
}

export type Form<T extends object> = Pick<
  ReturnType<typeof useForm<T, unknown>>,
  "draft" | "change" | "errors" | "others" | "keepMine" | "takeTheirs"
>;
