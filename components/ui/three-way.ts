/** A field that somebody else changed since one began, in three states. */
export interface OtherField<T, K extends keyof T = keyof T> {
  name: K;
  before: T[K];
  theirs: T[K];
  mine: T[K];
  /** Both changed it, each to something else. */
  isConflict: boolean;
}

export interface Merged<T> {
  /** One's own draft with what only the other changed. */
  draft: T;
  /** What the other changed, in the order of the draft's fields. */
  fields: OtherField<T>[];
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** Lays the change of another person over one's own: what only they changed is taken over, where both did one's own stays. */
export function mergeChanges<T extends object>(before: T, theirs: T, mine: T): Merged<T> {
  const draft = { ...mine };
  const fields: OtherField<T>[] = [];
  for (const name of Object.keys(theirs) as (keyof T)[]) {
    if (isSame(before[name], theirs[name]) || isSame(mine[name], theirs[name])) continue;
    const isConflict = !isSame(before[name], mine[name]);
    if (!isConflict) draft[name] = theirs[name];
    fields.push({ name, before: before[name], theirs: theirs[name], mine: mine[name], isConflict });
  }
  return { draft, fields };
}

/** Whether two drafts say the same. */
export const isSameDraft = <T extends object>(a: T, b: T): boolean =>
  isSame(Object.entries(a).sort(), Object.entries(b).sort());

export interface ChangedLine {
  sign: "+" | "-" | " ";
  text: string;
}

/** How many lines the two have in common from each place on: `[i][j]` for `a` from i and `b` from j. */
function commonFrom(a: readonly string[], b: readonly string[]): (i: number, j: number) => number {
  const table = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  const at = (i: number, j: number) => table[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    const row = table[i] ?? new Uint32Array();
    for (let j = b.length - 1; j >= 0; j--) {
      row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  return at;
}

/** The lines that `after` has and `before` has not, and the other way round, with one line around each change. */
export function changedLines(before: string, after: string): ChangedLine[] {
  const [a, b] = [before.split("\n"), after.split("\n")];
  const common = commonFrom(a, b);
  const lines: ChangedLine[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    const [old, made] = [a[i], b[j]];
    if (old !== undefined && old === made) {
      lines.push({ sign: " ", text: old });
      i++;
      j++;
    } else if (old !== undefined && (made === undefined || common(i + 1, j) >= common(i, j + 1))) {
      lines.push({ sign: "-", text: old });
      i++;
    } else {
      lines.push({ sign: "+", text: made ?? "" });
      j++;
    }
  }
  const isNear = (index: number) => [index - 1, index, index + 1].some((near) => (lines[near]?.sign ?? " ") !== " ");
  return lines.filter((_, index) => isNear(index));
}
