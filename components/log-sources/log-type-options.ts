import { plural } from "#components/ui/number-format.ts";
import type { TagOption } from "#components/ui/tag-select.tsx";
import type { SchemaSummary } from "#lib/schemas/schema.ts";

/** The schemas a source can be given, with what each is. */
export function logTypeOptions(schemas: readonly SchemaSummary[]): TagOption[] {
  return schemas
    .filter((schema) => !schema.isArchived)
    .map((schema) => ({
      value: schema.name,
      label: schema.name,
      help: [schema.description.split("\n")[0]?.replace(/\.$/, ""), plural(schema.fieldCount, "field")]
        .filter(Boolean)
        .join(", "),
      group: schema.isManaged ? "Managed schemas" : "Custom schemas",
    }));
}
