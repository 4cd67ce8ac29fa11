import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { LogSchema } from "./log-schema.ts";
import { parseSchema } from "./parse-schema.ts";

/** A schema that comes with the product. */
export type ManagedSchema = { name: string; spec: string; schema: LogSchema };

let loaded: Map<string, ManagedSchema> | null = null;

/**
 * The managed schemas by name: each a file of lib/schemas/managed named for the log type, in the order of their names. Read once.
 * Throws when a file has a mistake, with its line.
 */
export function managedSchemas(): ReadonlyMap<string, ManagedSchema> {
  loaded ??= load(join(/* turbopackIgnore: true */ process.cwd(), "lib/schemas/managed"));
  return loaded;
}

function load(folder: string): Map<string, ManagedSchema> {
  const schemas = new Map<string, ManagedSchema>();
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith(".yml")) continue;
    const spec = readFileSync(join(folder, file), "utf8");
    const { schema, errors } = parseSchema(spec);
    const name = file.slice(0, -".yml".length);
    if (schema === undefined) {
      throw new Error(`${file}: ${errors.map(({ line, message }) => `line ${line}: ${message}`).join(" ")}`);
    }
    if (schema.name !== name) throw new Error(`${file}: schema must be ${name}.`);
    schemas.set(name, { name, spec, schema });
  }
  return schemas;
}
