import type { FieldSpec, LogSchema, ValueSpec } from "./log-schema.ts";

/**
 * Why an edit of a schema is not allowed, in words; empty when it is. Stored events are read by the newest schema, so fields may be
 * added and loosened, tightened or described anew, and a type may become a wider one, which reads whatever the narrower one read;
 * fields may not be deleted or renamed, and no type becomes a narrower one.
 */
export function forbiddenEdits(before: LogSchema, after: LogSchema): string[] {
  return fieldEdits(before.fields, after.fields, "");
}

type Type = ValueSpec["type"];

/** The types that each type may become, besides itself and json. */
const widerTypes: Record<Type, readonly Type[]> = {
  smallint: ["int", "bigint", "float", "string"],
  int: ["bigint", "float", "string"],
  bigint: ["float", "string"],
  float: ["string"],
  boolean: ["string"],
  timestamp: ["string"],
  string: [],
  array: [],
  object: [],
  json: [],
};

function fieldEdits(before: FieldSpec[], after: FieldSpec[], prefix: string): string[] {
  const byName = new Map(after.map((field) => [field.name, field]));
  return before.flatMap((field) => {
    const path = `${prefix}${field.name}`;
    const next = byName.get(field.name);
    if (next === undefined) return [`The field ${path} may not be deleted or renamed.`];
    return valueEdits(field.value, next.value, path);
  });
}

function valueEdits(before: ValueSpec, after: ValueSpec, path: string): string[] {
  if (after.type === "json" || widerTypes[before.type].includes(after.type)) return [];
  if (before.type !== after.type) {
    const may = new Intl.ListFormat("en", { type: "disjunction" }).format([...widerTypes[before.type], "json"]);
    const rule = before.type === "json" ? "Json is the widest type" : `It may become ${may}`;
    return [`The type of ${path} may not change from ${before.type} to ${after.type}. ${rule}.`];
  }
  if (before.type === "object" && after.type === "object") return fieldEdits(before.fields, after.fields, `${path}.`);
  if (before.type === "array" && after.type === "array") return valueEdits(before.element, after.element, `${path}[]`);
  return [];
}
