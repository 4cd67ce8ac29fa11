import { anyKeys, commonKeys, keysOfType, topLevelKeys } from "./language-keys.ts";
import {
  type FieldSpec,
  type LogSchema,
  maxSchemaDepth,
  maxSchemaValues,
  maxTopFields,
  type ValueSpec,
} from "./log-schema.ts";
import { fieldTypes, maxSpecLength, type SchemaError } from "./schema.ts";
import { isStorable, unstorablePlace } from "./storable.ts";
import { readIndicators, readRules } from "./string-reader.ts";
import { timeFormatGap, timeFormatProblem } from "./time-formats.ts";
import { type Entry, mergeKey, type Place, YamlReader } from "./yaml-reader.ts";

export type ParsedSchema = { schema: LogSchema; errors?: undefined } | { schema?: undefined; errors: SchemaError[] };

const schemaNamePattern = /^[A-Z][A-Za-z0-9]*(\.[A-Z][A-Za-z0-9]*)*$/;
const definitionNamePattern = /^[A-Z][A-Za-z0-9]*$/;

/**
 * Reads a schema text: YAML 1.2, duplicate keys and unknown keys are mistakes. Gives either the schema or every
 * mistake found, in the order of the lines. Never throws.
 * @param isSaved false for a text that is about to be saved: then also rules that came after texts had been saved without them.
 */
export function parseSchema(spec: string, { isSaved = true } = {}): ParsedSchema {
  if (spec.length > maxSpecLength) {
    const message = `A schema has at most ${maxSpecLength} characters; this one has ${spec.length}.`;
    return { errors: [{ message, line: 1, column: 1, path: "" }] };
  }
  const bad = isSaved ? null : unstorablePlace(spec);
  if (bad !== null)
    return { errors: [{ message: "The text must not hold NUL or half of a surrogate pair.", ...bad, path: "" }] };
  const reader = new YamlReader(spec);
  const schema = reader.errors.length > 0 ? undefined : new SchemaReader(reader, isSaved).read();
  if (schema === undefined || reader.errors.length > 0) {
    return {
      errors: reader.errors.toSorted((a, b) => a.line - b.line || a.column - b.column),
    };
  }
  return { schema };
}

/** True for a name a schema may have: at least three characters, parts in UpperCamel joined by dots. */
export function isSchemaName(name: string): boolean {
  return name.length >= 3 && name.length <= 100 && schemaNamePattern.test(name);
}

class SchemaReader {
  readonly #reader: YamlReader;
  readonly #isSaved: boolean;
  #definitions = new Map<string, Entry>();
  #openTargets: string[] = [];
  #valueCount = 0;

  constructor(reader: YamlReader, isSaved: boolean) {
    this.#reader = reader;
    this.#isSaved = isSaved;
  }

  read(): LogSchema | undefined {
    const reader = this.#reader;
    if (reader.root.node === null) return reader.fail(reader.root, "The schema is empty; it needs at least fields.");
    const top = reader.map(reader.root, "A schema");
    if (top === undefined) return undefined;
    reader.onlyKeys(top, topLevelKeys, "A schema");

    const parser = top.get("parser");
    if (parser !== undefined) {
      reader.fail(parser.key, "A schema describes lines of JSON and may not have a parser.");
    }
    const version = top.get("version");
    if (version !== undefined && reader.integer(version.value, "version") !== 0) {
      reader.fail(version.value, "version must be 0.");
    }
    const discovery = top.get("fieldDiscoveryEnabled");
    if (discovery !== undefined && reader.boolean(discovery.value, "fieldDiscoveryEnabled") === true) {
      reader.fail(discovery.value, "fieldDiscoveryEnabled must be false: fields are added by editing the schema.");
    }
    const name = this.#optionalText(top, "schema");
    if (name !== undefined && !isSchemaName(name)) {
      const rule =
        "schema must be a name such as Acme or Acme.Audit: three characters or more, each part in UpperCamel.";
      reader.fail(top.get("schema")?.value ?? reader.root, rule);
    }
    const referenceURL = this.#optionalText(top, "referenceURL");
    if (referenceURL !== undefined && !isWebAddress(referenceURL)) {
      reader.fail(top.get("referenceURL")?.value ?? reader.root, "referenceURL must be an http or https address.");
    }
    this.#readDefinitions(top.get("definitions"));

    const fields = top.get("fields");
    if (fields === undefined) return reader.lacks(top, reader.root, "A schema needs fields.");
    const specs = this.#fields(fields.value, 1);
    if (!this.#isSaved && specs !== undefined && specs.length > maxTopFields) {
      const rule = `A schema has at most ${maxTopFields} fields at the top, each a column of its view; this one has ${specs.length}.`;
      reader.fail(fields.value, `${rule} Put some of them into an object.`);
    }
    this.#checkUnusedDefinitions();
    if (specs === undefined) return undefined;
    return {
      name: name ?? null,
      description: this.#optionalText(top, "description") ?? "",
      referenceURL: referenceURL ?? "",
      fields: specs,
    };
  }

  #readDefinitions(entry: Entry | undefined): void {
    if (entry === undefined) return;
    this.#definitions = this.#reader.map(entry.value, "definitions") ?? new Map();
    for (const [name, { key }] of this.#definitions) {
      if (name === mergeKey) this.#reader.refuseMerge(key);
      else if (!definitionNamePattern.test(name)) {
        this.#reader.fail(key, `The name of a definition is in UpperCamel; "${name}" is not.`);
      }
    }
  }

  /** A definition nobody refers to is read once, so that its mistakes are seen. */
  #checkUnusedDefinitions(): void {
    const errorsBefore = this.#reader.errors.length;
    if (errorsBefore > 0) return;
    for (const [name, { value }] of this.#definitions) {
      this.#openTargets = [name];
      const entries = this.#reader.map(value, `The definition ${name}`);
      if (entries !== undefined) this.#value(entries, value, 1, []);
    }
    this.#openTargets = [];
  }

  #fields(place: Place, depth: number): FieldSpec[] | undefined {
    const items = this.#reader.list(place, "fields");
    if (items === undefined) return undefined;
    if (items.length === 0) return this.#reader.fail(place, "fields must have at least one field.");
    const specs: FieldSpec[] = [];
    const seen = new Set<string>();
    for (const item of items) {
      const field = this.#field(item, depth);
      if (field === undefined) continue;
      if (seen.has(field.name)) this.#reader.fail(item, `The field "${field.name}" stands twice.`);
      seen.add(field.name);
      specs.push(field);
    }
    return specs;
  }

  #field(place: Place, depth: number): FieldSpec | undefined {
    const reader = this.#reader;
    const entries = reader.map(place, "A field");
    if (entries === undefined) return undefined;
    const nameEntry = entries.get("name");
    const name = nameEntry === undefined ? undefined : reader.text(nameEntry.value, "name");
    if (name === "") reader.fail(nameEntry?.value ?? place, "name must not be empty.");
    if (!this.#isSaved && name !== undefined && !isStorable(name)) {
      reader.fail(
        nameEntry?.value ?? place,
        "name must not hold NUL or half of a surrogate pair: no event can have it.",
      );
    }
    const value = this.#value(entries, place, depth, ["name"]);
    if (nameEntry === undefined) reader.lacks(entries, place, "A field needs a name.");
    const required = this.#optionalBoolean(entries, "required");
    const description = this.#optionalText(entries, "description");
    if (name === undefined || value === undefined) return undefined;
    return {
      name,
      required: required ?? false,
      description: description ?? "",
      value,
    };
  }

  #value(entries: Map<string, Entry>, place: Place, depth: number, extraKeys: string[]): ValueSpec | undefined {
    const reader = this.#reader;
    this.#valueCount += 1;
    if (this.#valueCount > maxSchemaValues) {
      if (this.#valueCount === maxSchemaValues + 1) {
        reader.fail(
          place,
          `A schema describes at most ${maxSchemaValues} values, those under references counted each time.`,
        );
      }
      return undefined;
    }
    if (depth > maxSchemaDepth) return reader.fail(place, `Values nest at most ${maxSchemaDepth} levels deep.`);
    const typeEntry = entries.get("type");
    if (typeEntry === undefined) {
      reader.onlyKeys(entries, [...extraKeys, ...anyKeys], extraKeys.length > 0 ? "A field" : "A value");
      return reader.lacks(entries, place, "type is missing.");
    }
    const type = reader.text(typeEntry.value, "type");
    if (type === undefined) return undefined;
    if (!(fieldTypes as readonly string[]).includes(type)) {
      return reader.fail(typeEntry.value, `There is no type "${type}"; the types are ${fieldTypes.join(", ")}.`);
    }
    const allowed = [...extraKeys, ...commonKeys, ...(keysOfType[type] ?? [])];
    reader.onlyKeys(entries, allowed, extraKeys.length > 0 ? `A field of type ${type}` : `A value of type ${type}`);
    switch (type) {
      case "string":
        return {
          type,
          indicators: readIndicators(reader, entries.get("indicators")),
          rules: readRules(reader, entries.get("validate")),
        };
      case "timestamp":
        return this.#timestamp(entries, place);
      case "array":
        return this.#array(entries, place, depth);
      case "object": {
        const fields = entries.get("fields");
        if (fields === undefined) return reader.lacks(entries, place, "A value of type object needs fields.");
        const specs = this.#fields(fields.value, depth + 1);
        return specs === undefined ? undefined : { type, fields: specs };
      }
      case "ref":
        return this.#reference(entries, place, depth);
      default:
        return {
          type: type as "int" | "smallint" | "bigint" | "float" | "boolean" | "json",
        };
    }
  }

  #array(entries: Map<string, Entry>, place: Place, depth: number): ValueSpec | undefined {
    const entry = entries.get("element");
    if (entry === undefined) return this.#reader.lacks(entries, place, "A value of type array needs an element.");
    const element = this.#reader.map(entry.value, "element");
    if (element === undefined) return undefined;
    const value = this.#value(element, entry.value, depth + 1, []);
    const required = this.#optionalBoolean(element, "required");
    this.#optionalText(element, "description");
    return value === undefined ? undefined : { type: "array", element: value, elementRequired: required ?? false };
  }

  #reference(entries: Map<string, Entry>, place: Place, depth: number): ValueSpec | undefined {
    const reader = this.#reader;
    const entry = entries.get("target");
    if (entry === undefined) return reader.lacks(entries, place, "A value of type ref needs a target.");
    const target = reader.text(entry.value, "target");
    if (target === undefined) return undefined;
    const definition = this.#definitions.get(target);
    if (definition === undefined) return reader.fail(entry.value, `definitions has no "${target}".`);
    if (this.#openTargets.includes(target)) {
      return reader.fail(
        entry.value,
        `The reference leads back to itself: ${[...this.#openTargets, target].join(" → ")}.`,
      );
    }
    const aim = reader.map(definition.value, `The definition ${target}`);
    if (aim === undefined) return undefined;
    this.#openTargets.push(target);
    const value = this.#value(aim, definition.value, depth, []);
    this.#openTargets.pop();
    return value;
  }

  #timestamp(entries: Map<string, Entry>, place: Place): ValueSpec | undefined {
    const reader = this.#reader;
    const isEventTime = this.#optionalBoolean(entries, "isEventTime") ?? false;
    const one = entries.get("timeFormat");
    const many = entries.get("timeFormats");
    if (one !== undefined && many !== undefined) {
      return reader.fail(many.key, "A timestamp has either timeFormat or timeFormats, not both.");
    }
    const places = many === undefined ? (one === undefined ? [] : [one.value]) : reader.list(many.value, "timeFormats");
    if (places === undefined) return undefined;
    if (places.length === 0) {
      return reader.lacks(entries, many?.value ?? place, "A value of type timestamp needs a timeFormat.");
    }
    const timeFormats: string[] = [];
    for (const formatPlace of places) {
      const format = reader.text(formatPlace, many === undefined ? "timeFormat" : "A time format");
      if (format === undefined) continue;
      const problem = timeFormatProblem(format) ?? (this.#isSaved ? null : timeFormatGap(format));
      if (problem === null) timeFormats.push(format);
      else reader.fail(formatPlace, problem);
    }
    return { type: "timestamp", timeFormats, isEventTime };
  }

  #optionalText(entries: Map<string, Entry>, key: string): string | undefined {
    const entry = entries.get(key);
    const text = entry === undefined ? undefined : this.#reader.text(entry.value, key);
    if (entry !== undefined && text !== undefined && !this.#isSaved && !isStorable(text)) {
      return this.#reader.fail(entry.value, `${key} must not hold NUL or half of a surrogate pair.`);
    }
    return text;
  }

  #optionalBoolean(entries: Map<string, Entry>, key: string): boolean | undefined {
    const entry = entries.get(key);
    return entry === undefined ? undefined : this.#reader.boolean(entry.value, key);
  }
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
