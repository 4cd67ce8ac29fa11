import type { LogSchema, ValueSpec } from "#lib/schemas/log-schema.ts";

/** What a schema asks of a line: values that must be there, rules on texts, values that are described at all. */
type Demands = { required: number; rules: number; described: number };

/** Demands of a value; what stands in something that may be absent is asked for only when that is there. */
function addDemands(demands: Demands, value: ValueSpec, isRequired: boolean): void {
  demands.described += 1;
  if (isRequired) demands.required += 1;
  if (value.type === "string" && value.rules !== null) {
    const { allow, deny, ip, cidr } = value.rules;
    demands.rules += [allow, deny, ip, cidr].filter((rule) => rule !== null).length;
  } else if (value.type === "array") addDemands(demands, value.element, false);
  else if (value.type === "object") {
    for (const field of value.fields) addDemands(demands, field.value, isRequired && field.required);
  }
}

function demandsOf(schema: LogSchema): Demands {
  const demands: Demands = { required: 0, rules: 0, described: 0 };
  for (const field of schema.fields) addDemands(demands, field.value, field.required);
  return demands;
}

/** The indexes of schemas, the one that asks for most first; equals in the order given. */
export function bySpecificity(schemas: readonly LogSchema[]): number[] {
  const demands = schemas.map(demandsOf);
  return schemas
    .map((_, index) => index)
    .sort((a, b) => {
      const [one, other] = [demands[a] as Demands, demands[b] as Demands];
      return other.required - one.required || other.rules - one.rules || other.described - one.described || a - b;
    });
}
