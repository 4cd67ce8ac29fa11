import { customPrefix } from "#lib/schemas/terms.ts";

/** The page of a schema. */
export function schemaHref(name: string): string {
  return `/schemas/${encodeURIComponent(name)}`;
}

/**
 * Where a schema is changed: a custom one in place, one that comes with the product in a copy.
 * @param path a field to begin at, as reasons write it: `$.actor.id`.
 */
export function changeSchemaHref(name: string, path?: string): string {
  const isCustom = name.startsWith(customPrefix);
  const query = new URLSearchParams(isCustom ? {} : { copy: name });
  if (path !== undefined && path !== "$") query.set("field", path.replace(/^\$\.?/, ""));
  const page = isCustom ? `${schemaHref(name)}/edit` : "/schemas/new";
  return query.size > 0 ? `${page}?${query}` : page;
}
