"use client";

import { type FormEvent, useCallback, useEffect, useRef, useState } from "react";
import { type FieldErrors, useFormErrors } from "#components/ui/use-form-errors.ts";
import { ApiError } from "./api-error.ts";
import { failureWords, isRefusal } from "./failure-words.ts";
import {
  beginForm,
  type FormState,
  formFromKept,
  isChanged,
  isSeen,
  keepMine,
  keptText,
  moveOnto,
  type Stored,
  takeTheirs,
} from "./form-state.ts";

interface DraftOptions<T extends object> {
  /** Where what is typed is kept in this tab's session. */
  name: string;
  stored: Stored<T>;
  /** From what was kept; null when it is not a draft. Must be the same function at each call. */
  parse: (kept: unknown) => Partial<T> | null;
  /** What the browser may keep: without secrets. */
  forKeeping?: (draft: T) => Partial<T>;
}

interface FormOptions<T extends object, Saved> extends DraftOptions<T> {
  /** What is wrong before it is sent, by the path of the field. What it needs is loaded when the form is first touched. */
  check?: (draft: T) => Promise<FieldErrors>;
  /** @param ifMatch the ETag of what the draft was made from. @throws ApiError */
  save: (draft: T, ifMatch: string | undefined) => Promise<Saved>;
  /** @returns what the server has now, when one stays on the form. */
  onSaved: (saved: Saved, draft: T) => Stored<T> | undefined;
  /** Called before they are shown: for a form of several steps, which goes to the first of them. */
  onErrors?: (errors: FieldErrors) => void;
  /** The field that the error at a path of the API belongs to; the path itself unless given. */
  fieldPath?: (path: string) => string;
  /** What a refusal with 412 holds: the thing as it is by now. */
  read?: (current: unknown) => T;
}

export interface FormFailure {
  message: string;
  /** Nothing was done; otherwise that is not known. */
  isRefused: boolean;
}

/** What is typed: kept over a reload, and moved onto what the server has whenever that changes. */
function useDraft<T extends object>(options: DraftOptions<T>) {
  const { name, stored, parse } = options;
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  const [state, setState] = useState<FormState<T>>(() => beginForm(stored));

  // After hydration, so that the server's form and the browser's first one are the same.
  useEffect(() => {
    const kept = formFromKept(sessionStorage.getItem(name), parse, latest.current.stored);
    if (kept) setState(kept);
  }, [name, parse]);

  // The page was read again and has another version.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for what it holds
  useEffect(() => setState((before) => moveOnto(before, latest.current.stored)), [stored.etag]);

  const update = useCallback(
    (how: (before: FormState<T>) => FormState<T>) =>
      setState((before) => {
        const next = how(before);
        const { forKeeping = (draft: T): Partial<T> => draft } = latest.current;
        if (isChanged(next)) sessionStorage.setItem(name, keptText(next, forKeeping));
        else sessionStorage.removeItem(name);
        return next;
      }),
    [name],
  );
  return { state, update };
}

/**
 * One way to fill in a form. What is typed outlives a reload, the end of a session and a failure; the first failing field
 * gets the focus; what somebody else saves meanwhile is laid under one's own change and told (`others`), and where both
 * changed the same field nothing is saved until one has chosen.
 */
export function useForm<T extends object, Saved>(options: FormOptions<T, Saved>) {
  const { form, errors, show, clear } = useFormErrors();
  const { state, update } = useDraft(options);
  const [isPending, setPending] = useState(false);
  const [failure, setFailure] = useState<FormFailure | null>(null);

  function change(part: Partial<T>, ...paths: string[]) {
    update((before) => ({ ...before, draft: { ...before.draft, ...part } }));
    for (const path of paths) clear(path);
    setFailure(null);
  }

  /** Puts the server's state in place of what was typed. */
  function discard(to: Stored<T> = state.base) {
    update(() => beginForm(to));
    clear();
    setFailure(null);
  }

  function point(found: FieldErrors) {
    options.onErrors?.(found);
    show(found);
  }

  /** What a refusal says that the server has by now; null when it is none for another version. */
  function nowIn(error: unknown): Stored<T> | null {
    const isOld = error instanceof ApiError && error.status === 412 && error.etag !== undefined;
    return isOld && options.read ? { draft: options.read(error.current), etag: error.etag ?? null } : null;
  }

  function refuse(error: unknown) {
    const now = nowIn(error);
    if (now) return update((before) => moveOnto(before, now));
    const { fieldPath = (path: string) => path } = options;
    if (error instanceof ApiError && error.field) point({ [fieldPath(error.field)]: error.message });
    else setFailure({ message: failureWords(error), isRefused: isRefusal(error) });
  }

  // The code that checks is loaded while one still types.
  const check = useRef(options.check);
  useEffect(() => {
    const touched = form.current;
    const prepare = () => void check.current?.(state.base.draft).catch(() => {});
    touched?.addEventListener("focusin", prepare, { once: true });
    return () => touched?.removeEventListener("focusin", prepare);
  }, [form, state.base]);

  /** What cannot be checked here, because the server is away, is checked by the server. */
  const mistakes = async (): Promise<FieldErrors> => (await options.check?.(state.draft).catch(() => ({}))) ?? {};

  async function submit(event?: FormEvent) {
    event?.preventDefault();
    if (isPending || state.others.some((field) => field.isConflict)) return;
    const found = await mistakes();
    if (Object.keys(found).length > 0) return point(found);
    clear();
    setFailure(null);
    setPending(true);
    try {
      const saved = await options.save(state.draft, state.base.etag ?? undefined).catch((error: unknown) => {
        const now = nowIn(error);
        if (now && isSeen(state, now)) return options.save(state.draft, now.etag ?? undefined);
        throw error;
      });
      discard(options.onSaved(saved, state.draft));
    } catch (error) {
      refuse(error);
    }
    setPending(false);
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
    mistakes,
    isPending,
    /** Why it was not saved, when that is no field's. */
    failure,
    isChanged: isChanged(state),
    discard: () => discard(),
    others: state.others,
    keepMine: () => update(keepMine),
    takeTheirs: () => update(takeTheirs),
  };
}
