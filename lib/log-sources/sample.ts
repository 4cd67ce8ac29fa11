import "server-only";
import { notify } from "#lib/change.ts";
import { db } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { authCrypto } from "#lib/log-intake/auth-crypto.ts";
import { intakeLimits, receive } from "#lib/log-intake/receive.ts";
import type { IntakeReceipt } from "#lib/log-intake/schema.ts";
import { readSource } from "#lib/log-intake/source-lookup.ts";
import type { LogSourceKind, SourceColumns } from "#lib/log-source-kinds/define-log-source-kind.ts";
import { noSuchSource, sourceIdOrNone } from "#lib/log-source-kinds/source-id.ts";
import { parseSchema } from "#lib/schemas/parse-schema.ts";
import { readSchema } from "#lib/schemas/queries.ts";
import { sampleEvent } from "#lib/schemas/sample-event.ts";
import { toColumns } from "./queries.ts";

/** A body of one event that fits a source's first log type, in the form of its stream type. */
export async function sampleBody(
  source: Pick<SourceColumns, "logTypes" | "logStreamType"> & Partial<Pick<SourceColumns, "logStreamTypeOptions">>,
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
 * Sends a sample event to a source the way a sender would, with the source's own secret.
 * @throws AppError: not-found, conflict in the intake's words when the source takes nothing now.
 */
export async function sendSample(
  kind: LogSourceKind,
  id: string,
  now: Date,
): Promise<IntakeReceipt & { body: string }> {
  const source = await db.logSource.findFirst({ where: { id: sourceIdOrNone(id), kind: kind.kind } });
  const known = source && (await readSource(source.id));
  if (!known) throw noSuchSource(id);
  const body = await sampleBody(toColumns(source), now);
  const bytes = Buffer.from(body);
  async function* parts() {
    yield bytes;
  }
  const headers = known.method.headersFor(known.credentials, bytes, authCrypto);
  const answer = await receive(
    {
      method: "POST",
      sourceId: source.id,
      header: (name) => headers[name],
      body: parts(),
      remoteAddress: "the console",
    },
    {
      onBatch: (sourceId) => void notify((notices) => notices.batchesWaiting([sourceId])),
      limits: intakeLimits(),
    },
  );
  const given = JSON.parse(answer.body) as IntakeReceipt & { message?: string };
  if (answer.status !== 200) {
    throw new AppError(answer.status === 503 ? "unavailable" : "conflict", given.message ?? "The sample was refused");
  }
  return { ...given, body };
}
