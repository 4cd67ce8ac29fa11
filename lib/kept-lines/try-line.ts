import "server-only";
import { attachSchema, Classifier } from "#lib/classification/classifier.ts";
import { Explainer } from "#lib/classification/explain.ts";
import { AppError } from "#lib/errors.ts";
import { parseSchema } from "#lib/schemas/parse-schema.ts";
import type { TriedLine } from "./schema.ts";

const maxDepth = 100;
const schemaName = "this schema";

/**
 * Holds one line against a schema text, as classification would if only this schema were attached. Nothing is written.
 * @throws AppError: invalid, when the text has mistakes.
 */
export function tryLine(spec: string, line: string, now: Date): TriedLine {
  const { schema, errors } = parseSchema(spec, { isSaved: false });
  if (schema === undefined) {
    throw new AppError("invalid", `spec: has mistakes, the first in line ${errors[0]?.line}: ${errors[0]?.message}`, {
      field: "spec",
    });
  }
  const schemas = [attachSchema(schemaName, schema)];
  const arrivedAt = now.getTime() * 1000;
  const outcome = new Classifier(schemas, maxDepth, arrivedAt).classify(line, false);
  if (outcome.kind !== "event") {
    const details = new Explainer(schemas, maxDepth, arrivedAt).details(line, outcome);
    return { eventTime: null, problems: details.map(({ id: _, ...problem }) => problem) };
  }
  const { eventTime } = outcome;
  return {
    eventTime: Number.isNaN(eventTime) ? null : new Date(Math.floor(eventTime / 1000)).toISOString(),
    problems: [],
  };
}
