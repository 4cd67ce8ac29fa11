import "server-only";
import type { LogSourceDetail } from "#lib/log-sources/schema.ts";
import { parseSchema } from "#lib/schemas/parse-schema.ts";
import { getSchema } from "#lib/schemas/queries.ts";
import { sampleEvent } from "#lib/schemas/sample-event.ts";

/** A body of one event that fits the source's first log type, in the form of its stream type. */
export async function sampleLine(source: LogSourceDetail, now: Date): Promise<string> {
  const detail = await getSchema(source.logTypes[0] ?? "");
  const schema = detail && parseSchema(detail.spec).schema;
  const event = schema ? sampleEvent(schema, now) : { message: "A sample event", time: now.toISOString() };
  if (source.logStreamType !== "JsonArray") return JSON.stringify(event);
  const path = source.logStreamTypeOptions?.jsonArrayEnvelopeField?.split(".").filter(Boolean) ?? [];
  return JSON.stringify(path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), [event]));
}
