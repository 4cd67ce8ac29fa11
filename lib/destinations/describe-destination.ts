import "server-only";
import { z } from "zod";
import type { ConfigShape, DestinationKind } from "./define-destination.ts";
import type { DestinationField, DestinationKindDescription, SecretUsage } from "./schema.ts";

/** What a field of a kind's config says of itself in `.meta()`. */
export interface FieldMeta {
  title?: string;
  description?: string;
  placeholder?: string;
  secret?: boolean;
  usage?: SecretUsage;
  /** Where its JSON shape does not tell. */
  input?: "long-text";
  group?: string;
  /** Words of the values of a select and of the keys of a map, in order. */
  optionLabels?: Record<string, string>;
  /** It says where secrets go: when it changes, those that are stored have to be given again. */
  aims?: boolean;
}

export function metaOf(shape: unknown): FieldMeta {
  return (shape instanceof z.ZodType ? (shape.meta() as FieldMeta | undefined) : undefined) ?? {};
}

/** The objects that a config can be: one, or each variant. */
function variantsOf(config: ConfigShape): readonly z.ZodObject[] {
  return config instanceof z.ZodObject ? [config] : config.options;
}

/** The field that chooses the variant; null where there is but one. */
export function discriminatorOf(config: ConfigShape): string | null {
  return config instanceof z.ZodObject ? null : config.def.discriminator;
}

const literalOf = (variant: z.ZodObject, name: string) => String((variant.shape[name] as z.ZodLiteral<string>).value);

/** The shapes of the fields that belong to a config, by name; of all variants when it names none. */
export function fieldShapesOf(
  kind: DestinationKind,
  config?: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const discriminator = discriminatorOf(kind.config);
  const all = variantsOf(kind.config);
  const chosen =
    discriminator === null
      ? all
      : all.filter((variant) => literalOf(variant, discriminator) === config?.[discriminator]);
  return Object.assign({}, ...(chosen.length > 0 ? chosen : all).map((variant) => variant.shape));
}

/** Names of the fields that are never answered; of the config's variant, or of all when none is given. */
export function secretFieldsOf(kind: DestinationKind, config?: Readonly<Record<string, unknown>>): string[] {
  const shapes = fieldShapesOf(kind, config);
  return Object.keys(shapes).filter((name) => metaOf(shapes[name]).secret === true);
}

interface JsonShape {
  type?: string;
  format?: string;
  enum?: string[];
  default?: unknown;
  propertyNames?: { enum?: string[] };
}

function inputOf(json: JsonShape, meta: FieldMeta): DestinationField["input"] {
  if (meta.input) return meta.input;
  if (json.enum) return "select";
  if (json.type === "array") return "list";
  if (json.type === "object") return "map";
  if (json.type === "boolean") return "checkbox";
  if (json.type === "number" || json.type === "integer") return "number";
  return json.format === "uri" ? "url" : "text";
}

function fieldOf(
  name: string,
  meta: FieldMeta,
  json: JsonShape,
  rest: Pick<DestinationField, "isRequired" | "isGenerated" | "showIf">,
): DestinationField {
  const values = json.enum ?? Object.keys(meta.optionLabels ?? {});
  const initial = json.default;
  return {
    name,
    title: meta.title ?? name,
    description: meta.description ?? "",
    placeholder: meta.placeholder ?? "",
    input: inputOf(json, meta),
    options: values.map((value) => ({ value, label: meta.optionLabels?.[value] ?? value })),
    initial:
      typeof initial === "string" || typeof initial === "number" || typeof initial === "boolean" ? initial : null,
    group: meta.group ?? null,
    isSecret: meta.secret === true,
    usage: meta.usage ?? null,
    ...rest,
  };
}

/** The field that chooses between variants, as a select whose first choice stands. */
function choosingField(config: ConfigShape, name: string): DestinationField {
  const values = variantsOf(config).map((variant) => literalOf(variant, name));
  const json = { enum: values, default: values[0] };
  return fieldOf(name, metaOf(config), json, { isRequired: true, isGenerated: false, showIf: null });
}

/** The names of all variants' fields, each behind the one that it follows in its own. */
function orderedNames(variants: readonly z.ZodObject[]): string[] {
  const names: string[] = [];
  for (const variant of variants) {
    let at = 0;
    for (const name of Object.keys(variant.shape)) {
      const known = names.indexOf(name);
      if (known < 0) names.splice(at, 0, name);
      at = (known < 0 ? at : known) + 1;
    }
  }
  return names;
}

/** What a form and a list need to know, as plain data for the browser. */
export function describeDestination(kind: DestinationKind): DestinationKindDescription {
  const variants = variantsOf(kind.config);
  const discriminator = discriminatorOf(kind.config);
  const documents = new Map(variants.map((variant) => [variant, z.toJSONSchema(variant, { io: "input" })]));
  const fields = orderedNames(variants).map((name): DestinationField => {
    if (name === discriminator) return choosingField(kind.config, name);
    const holders = variants.filter((variant) => name in variant.shape);
    const [holder] = holders as [z.ZodObject];
    const document = documents.get(holder);
    const isGenerated = kind.generate?.[name] !== undefined;
    const isCommon = discriminator === null || holders.length === variants.length;
    return fieldOf(name, metaOf(holder.shape[name]), (document?.properties?.[name] ?? {}) as JsonShape, {
      isRequired: (document?.required ?? []).includes(name) && !isGenerated,
      isGenerated,
      showIf: isCommon ? null : { field: discriminator, values: holders.map((one) => literalOf(one, discriminator)) },
    });
  });
  return { kind: kind.kind, label: kind.label, description: kind.description, fields };
}
