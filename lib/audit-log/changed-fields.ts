import { isDeepStrictEqual } from "node:util";
import type { AuditDetail } from "./schema.ts";

/**
 * The detail of a change for the audit log: the fields that differ, as they were and as they are.
 * @param fields those that may be shown; a secret is never among them.
 */
export function changedFields<T extends object>(
  before: T,
  after: T,
  fields: readonly (keyof T & string)[],
): AuditDetail {
  const changed = fields.filter((field) => !isDeepStrictEqual(before[field], after[field]));
  const pick = (from: T) => Object.fromEntries(changed.map((field) => [field, from[field]]));
  return { before: pick(before), after: pick(after) };
}
