/** A field that somebody else changed since one began, in three states. */
export interface OtherField {
  /** "name", or "config.url" for a field inside of one that is an object. */
  path: string;
  before: unknown;
  theirs: unknown;
  mine: unknown;
  /** Both changed it, each to something else. */
  isConflict: boolean;
}

interface Merged<T> {
  /** One's own draft with what only the other changed. */
  draft: T;
  /** What the other changed, in the order of the draft's fields. */
  fields: OtherField[];
}

/** A field that is left out says what an empty one says: secrets are left out of what is kept. */
const isSame = (a: unknown, b: unknown) => JSON.stringify(a ?? "") === JSON.stringify(b ?? "");
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
/** A draft by the names of its fields. */
const byName = (draft: object) => draft as Readonly<Record<string, unknown>>;
const fieldsOf = (...records: object[]) => [...new Set(records.flatMap((record) => Object.keys(record)))];

/** Lays the change of another person over one's own: what only they changed is taken over, where both did one's own stays. */
export function mergeChanges<T extends object>(before: T, theirs: T, mine: T, prefix = ""): Merged<T> {
  const draft: Record<string, unknown> = { ...byName(mine) };
  const fields: OtherField[] = [];
  const [was, other, own] = [byName(before), byName(theirs), byName(mine)];
  for (const name of fieldsOf(mine, theirs, before)) {
    const three = { before: was[name], theirs: other[name], mine: own[name] };
    const path = prefix + name;
    if (isRecord(three.before) && isRecord(three.theirs) && isRecord(three.mine)) {
      const inner = mergeChanges(three.before, three.theirs, three.mine, `${path}.`);
      draft[name] = inner.draft;
      fields.push(...inner.fields);
    } else if (!isSame(three.before, three.theirs) && !isSame(three.mine, three.theirs)) {
      const isConflict = !isSame(three.before, three.mine);
      if (!isConflict) draft[name] = three.theirs;
      fields.push({ path, ...three, isConflict });
    }
  }
  return { draft: draft as T, fields };
}

/** A draft with another value at a path. */
export function withValue<T extends object>(draft: T, path: string, value: unknown): T {
  const [name = "", ...rest] = path.split(".");
  const inner = byName(draft)[name];
  return { ...draft, [name]: rest.length > 0 && isRecord(inner) ? withValue(inner, rest.join("."), value) : value };
}

/** Whether two drafts say the same, whatever the order of their fields. */
export function isSameDraft(a: object, b: object): boolean {
  return fieldsOf(a, b).every((name) => {
    const [one, two] = [byName(a)[name], byName(b)[name]];
    return isRecord(one) && isRecord(two) ? isSameDraft(one, two) : isSame(one, two);
  });
}

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

/** Beyond so many pairs of lines the two are not compared line by line: the table of them would not fit into a page. */
const mostPairs = 4_000_000;

/** The lines between those that both begin and end with. */
function compareMiddle(a: readonly string[], b: readonly string[]): ChangedLine[] {
  if (a.length * b.length > mostPairs) {
    return [
      ...a.map((text): ChangedLine => ({ sign: "-", text })),
      ...b.map((text): ChangedLine => ({ sign: "+", text })),
    ];
  }
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
  return lines;
}

/** The lines that `after` has and `before` has not, and the other way round, with one line around each change. */
export function changedLines(before: string, after: string): ChangedLine[] {
  const [a, b] = [before.split("\n"), after.split("\n")];
  const shorter = Math.min(a.length, b.length);
  let head = 0;
  while (head < shorter && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < shorter - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const same = (texts: readonly string[]) => texts.map((text): ChangedLine => ({ sign: " ", text }));
  const lines = [
    ...same(a.slice(0, head)),
    ...compareMiddle(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...same(a.slice(a.length - tail)),
  ];
  const isNear = (index: number) => [index - 1, index, index + 1].some((near) => (lines[near]?.sign ?? " ") !== " ");
  return lines.filter((_, index) => isNear(index));
}
