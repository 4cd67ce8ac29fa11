import type { LogSchema } from "#lib/schemas/log-schema.ts";

/** Writes the indexes of the schemas that an event may fit into `found`, in their order. @returns how many there are. */
export type FindCandidates = (event: Record<string, unknown>, found: number[]) => number;

/** Property loads in one function, so that it stays small enough for the optimizer. */
const loadsAtOnce = 64;

/** For each schema the field at the top that it requires and the fewest others do; null when it requires none. */
function tellingFields(schemas: readonly LogSchema[]): (string | null)[] {
  const required = schemas.map(({ fields }) => fields.filter((field) => field.required).map(({ name }) => name));
  const uses = new Map<string, number>();
  for (const name of required.flat()) uses.set(name, (uses.get(name) ?? 0) + 1);
  return required.map((names) => names.toSorted((a, b) => (uses.get(a) ?? 0) - (uses.get(b) ?? 0))[0] ?? null);
}

/** Source text of a test; a property that every object inherits must be its own to count. */
function presence(name: string): string {
  const key = JSON.stringify(name);
  return name in Object.prototype ? `Object.hasOwn(o, ${key})` : `o[${key}] !== undefined`;
}

/**
 * Makes the function that leaves out the schemas of which a required field is absent, at the price of one look each: of many schemas that
 * are attached most are for other lines.
 * @param order indexes of the schemas, in which candidates are given.
 */
export function candidateFinder(schemas: readonly LogSchema[], order: readonly number[]): FindCandidates {
  const telling = tellingFields(schemas);
  const parts: ((event: object, found: number[], count: number) => number)[] = [];
  for (let from = 0; from < order.length; from += loadsAtOnce) {
    const tests = order.slice(from, from + loadsAtOnce).map((index) => {
      const name = telling[index] ?? null;
      return name === null ? `f[n++] = ${index};` : `if (${presence(name)}) f[n++] = ${index};`;
    });
    // Names enter the source as JSON literals only.
    parts.push(new Function("o", "f", "n", `"use strict"; ${tests.join("\n")} return n;`) as (typeof parts)[number]);
  }
  return (event, found) => {
    let count = 0;
    for (const part of parts) count = part(event, found, count);
    return count;
  };
}
