import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from "yaml";

/** Where a field is declared in a schema text, from 1. */
export type FieldPlace = { line: number; column: number };

/** The names of a path, null for an element: `actor.ids[2]`, `$.actor["a-b"]`. */
function partsOf(path: string): (string | null)[] {
  return [...path.replace(/^\$\.?/, "").matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[\d*\]|([^.[\]]+)/g)].map(
    ([, quoted, plain]) => {
      if (plain !== undefined) return plain;
      return quoted === undefined ? null : String(JSON.parse(`"${quoted}"`));
    },
  );
}

function named(fields: unknown, name: string): YAMLMap | undefined {
  if (!isSeq(fields)) return undefined;
  return fields.items.find((item): item is YAMLMap => isMap(item) && item.get("name") === name);
}

/**
 * Finds the declaration of a field; of a nested one that is not declared the nearest above it. Null when there is none, or the text is
 * no YAML.
 * @param path as reasons and lists write it.
 */
export function fieldPlace(spec: string, path: string): FieldPlace | null {
  const lineCounter = new LineCounter();
  const document = parseDocument(spec, { lineCounter });
  const root: unknown = document.contents;
  if (!isMap(root)) return null;
  let found: YAMLMap | undefined;
  let value: YAMLMap | undefined = root;
  for (const part of partsOf(path)) {
    const target: unknown = value.get("target");
    const declared: unknown = typeof target === "string" ? document.getIn(["definitions", target]) : value;
    const next: unknown = isMap(declared)
      ? part === null
        ? declared.get("element")
        : named(declared.get("fields"), part)
      : undefined;
    if (!isMap(next)) break;
    value = next;
    found = next;
  }
  if (found === undefined) return null;
  const name = found.items.find(({ key }) => isScalar(key) && key.value === "name")?.value as Node | undefined;
  const { line, col } = lineCounter.linePos((name ?? found).range?.[0] ?? 0);
  return { line, column: col };
}
