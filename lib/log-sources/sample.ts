import "server-only";
import { type Actor, requirePermission } from "#lib/auth/actor.ts";
import { AppError } from "#lib/errors.ts";
import { type IntakeOptions, receive } from "#lib/log-intake/receive.ts";
import type { IntakeReceipt } from "#lib/log-intake/schema.ts";
import { readSource } from "#lib/log-intake/source-lookup.ts";
import type { HttpSource } from "#lib/log-source-kinds/schema.ts";
import { parseSchema } from "#lib/schemas/parse-schema.ts";
import { readSchema } from "#lib/schemas/queries.ts";
import { sampleEvent } from "#lib/schemas/sample-event.ts";
import { getHttpSource } from "./queries.ts";

/** A body of one event that fits a source's first log type, in the form of its stream type. */
export async function sampleBody(
  source: Pick<HttpSource, "logTypes" | "logStreamType"> & {
    logStreamTypeOptions?: HttpSource["logStreamTypeOptions"] | null;
  },
  now: Date,
): Promise<string> {
  const detail = await readSchema(source.logTypes[0] ?? "");
  const schema = detail && parseSchema(detail.spec).schema;
  const event = schema ? sampleEvent(schema, now) : { message: "A sample event", time: now.toISOString() };
  if (source.logStreamType !== "JsonArray") return JSON.stringify(event);
  const path = source.logStreamTypeOptions?.jsonArrayEnvelopeField?.split(".").filter(Boolean) ?? [];
  return JSON.stringify(path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), [event]));
}

/**
 * Sends a sample event to an HTTP source the way a sender would, with the source's own secret.
 * @throws AppError: not-found, conflict in the intake's words when the source takes nothing now.
 */
export async function sendSample(
  actor: Actor,
  id: string,
  options: IntakeOptions,
  now: Date,
): Promise<IntakeReceipt & { body: string }> {
  requirePermission(actor, "LogSourceModify");
  const source = await getHttpSource(actor, id);
  const body = await sampleBody(source, now);
  const known = await readSource(source.integrationId);
  async function* parts() {
    yield Buffer.from(body);
  }
  const answer = await receive(
    {
      method: "POST",
      sourceId: source.integrationId,
      header: (name) => (known?.secret && name === known.headerKey ? known.secret : undefined),
      body: parts(),
      remoteAddress: "the console",
    },
    options,
  );
  const given = JSON.parse(answer.body) as IntakeReceipt & { message?: string };
  if (answer.status !== 200) {
    throw new AppError(answer.status === 503 ? "unavailable" : "conflict", given.message ?? "The sample was refused");
  }
  return { ...given, body };
}
