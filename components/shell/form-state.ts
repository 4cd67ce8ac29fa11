import { isSameDraft, mergeChanges, type OtherField, withValue } from "#components/ui/three-way.ts";

/** What the server has: as the form shows it, and its ETag; null for what is new. */
export interface Stored<T> {
  draft: T;
  etag: string | null;
}

/** A form as it is being filled in. */
export interface FormState<T> {
  draft: T;
  /** What the draft was made from. */
  base: Stored<T>;
  /** What somebody else changed since, until it is answered. */
  others: readonly OtherField[];
}

export const beginForm = <T>(stored: Stored<T>): FormState<T> => ({ draft: stored.draft, base: stored, others: [] });

export const isChanged = <T extends object>({ draft, base }: FormState<T>): boolean => !isSameDraft(draft, base.draft);

/** Moves a form onto what the server has now: nothing of the other's is lost, nothing of one's own either. */
export function moveOnto<T extends object>(state: FormState<T>, stored: Stored<T>): FormState<T> {
  if (stored.etag === state.base.etag) return state;
  if (!isChanged(state)) return beginForm(stored);
  const { draft, fields } = mergeChanges(state.base.draft, stored.draft, state.draft);
  // What was told before and is not answered yet stays to be answered, unless it came to something else since.
  const told = new Set(fields.map(({ path }) => path));
  const unanswered = state.others.filter(({ path }) => !told.has(path));
  return { draft, base: stored, others: [...unanswered, ...fields] };
}

/**
 * Whether what the server has now holds nothing that one has not seen, although its ETag is another: one's own change is in it,
 * as after a save whose answer was lost.
 */
export function isSeen<T extends object>({ base, draft }: FormState<T>, stored: Stored<T>): boolean {
  return mergeChanges(base.draft, stored.draft, draft).fields.length === 0;
}

/** One's own stays and is saved over what the other made, which one has seen. */
export const keepMine = <T>(state: FormState<T>): FormState<T> => ({ ...state, others: [] });

export function takeTheirs<T extends object>(state: FormState<T>): FormState<T> {
  const draft = state.others.reduce((changed, { path, theirs }) => withValue(changed, path, theirs), state.draft);
  return { ...state, draft, others: [] };
}

/** As the browser keeps it. @param forKeeping leaves secrets out. */
export function keptText<T>({ draft, base }: FormState<T>, forKeeping: (draft: T) => Partial<T>): string {
  return JSON.stringify({ draft: forKeeping(draft), base: { draft: forKeeping(base.draft), etag: base.etag } });
}

/**
 * A form from what the browser kept, moved onto what the server has now; null when nothing fit was kept.
 * @param parse answers null for what is not a draft.
 */
export function formFromKept<T extends object>(
  text: string | null,
  parse: (kept: unknown) => Partial<T> | null,
  stored: Stored<T>,
): FormState<T> | null {
  try {
    const kept = JSON.parse(text ?? "null") as { draft?: unknown; base?: { draft?: unknown; etag?: unknown } } | null;
    const draft = parse(kept?.draft);
    if (!draft) return null;
    const before = parse(kept?.base?.draft);
    const etag = typeof kept?.base?.etag === "string" ? kept.base.etag : null;
    const base = before ? { draft: { ...stored.draft, ...before }, etag } : stored;
    return moveOnto({ draft: { ...stored.draft, ...draft }, base, others: [] }, stored);
  } catch {
    return null;
  }
}
