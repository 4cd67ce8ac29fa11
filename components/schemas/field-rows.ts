import type { FieldSpec, LogSchema, StringSpec, ValueSpec } from "#lib/schemas/log-schema.ts";

/** A field as a list shows it, nested ones after their parent. */
export interface FieldRow {
  /** `actor.alternateId`, `target[].id`. */
  path: string;
  name: string;
  /** How deep it is nested. */
  depth: number;
  /** "string", "array of object". */
  type: string;
  isRequired: boolean;
  /** Indicators, time formats and rules, in words. */
  notes: string[];
  description: string;
}

function typeWords(value: ValueSpec): string {
  return value.type === "array" ? `array of ${typeWords(value.element)}` : value.type;
}

function stringNotes({ indicators, rules }: StringSpec): string[] {
  return [
    ...(indicators.length > 0 ? [`indicator ${indicators.join(", ")}`] : []),
    ...(rules?.allow ? [`one of ${rules.allow.join(", ")}`] : []),
    ...(rules?.deny ? [`none of ${rules.deny.join(", ")}`] : []),
    ...(rules?.ip ? [rules.ip === "any" ? "an IP address" : `an ${rules.ip.replace("ip", "IP")} address`] : []),
    ...(rules?.cidr ? ["a network in CIDR form"] : []),
  ];
}

function notesOf(value: ValueSpec): string[] {
  if (value.type === "array") return notesOf(value.element);
  if (value.type === "string") return stringNotes(value);
  if (value.type === "timestamp") return [value.timeFormats.join(" or "), ...(value.isEventTime ? ["event time"] : [])];
  return [];
}

function nestedOf(value: ValueSpec): { fields: readonly FieldSpec[]; suffix: string } {
  if (value.type === "object") return { fields: value.fields, suffix: "" };
  if (value.type !== "array") return { fields: [], suffix: "" };
  const inner = nestedOf(value.element);
  return { fields: inner.fields, suffix: `[]${inner.suffix}` };
}

function rowsOf(fields: readonly FieldSpec[], prefix: string, depth: number): FieldRow[] {
  return fields.flatMap((field) => {
    const path = `${prefix}${field.name}`;
    const nested = nestedOf(field.value);
    const row: FieldRow = {
      path,
      name: field.name,
      depth,
      type: typeWords(field.value),
      isRequired: field.required,
      notes: notesOf(field.value),
      description: field.description,
    };
    return [row, ...rowsOf(nested.fields, `${path}${nested.suffix}.`, depth + 1)];
  });
}

/** Every field of a schema, in its order. */
export function fieldRows(schema: LogSchema): FieldRow[] {
  return rowsOf(schema.fields, "", 0);
}
