import type { FieldSpec, LogSchema, ValueSpec } from "./log-schema.ts";

/**
 * Why an edit of a schema is not allowed, in words; empty when it is. Stored events are read by the newest schema, so fields may be
 * added and loosened, tightened or described anew, but not deleted, renamed or given another type.
 */
export function forbiddenEdits(before: LogSchema, after: LogSchema): string[] {
  return fieldEdits(before.fields, after.fields, "");
}

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
  if (before.type !== after.type) {
    return [`The type of ${path} may not change from ${before.type} to ${after.type}.`];
  }
  if (before.type === "object" && after.type === "object") return fieldEdits(before.fields, after.fields, `${path}.`);
  if (before.type === "array" && after.type === "array") return valueEdits(before.element, after.element, `${path}[]`);
  return [];
}
