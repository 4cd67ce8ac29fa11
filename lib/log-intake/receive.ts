import "server-only";
import { env } from "#lib/env.ts";
import { messageOf } from "#lib/errors.ts";
import type { BodyCheck } from "#lib/log-source-kinds/auth-methods/define-auth-method.ts";
import { logger } from "#lib/logger.ts";
import { NoSlot, Slots } from "#lib/slots.ts";
import { type Admission, admit, type Refusal } from "./authenticate.ts";
import { countRefusal } from "./refusals.ts";
import type { IntakeReceipt } from "./schema.ts";
import { type IntakeSource, knownSource, readSource } from "./source-lookup.ts";
import { SourceChanged } from "./store-batch.ts";
import {
  BodyInterrupted,
  type BodyLimits,
  BodyRefused,
  BodyTooLarge,
  type StoredBody,
  storeBody,
} from "./store-body.ts";

/** A request to the intake, however it came in. */
export interface IntakeRequest {
  method: string;
  sourceId: string;
  /** By lower-case name. */
  header(name: string): string | undefined;
  body: AsyncIterable<Uint8Array>;
  remoteAddress: string;
}

/** The answer; always JSON. `isBodyUnread` says that the sender may still be sending. */
export interface IntakeAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
  isBodyUnread: boolean;
}

export interface IntakeOptions {
  /** Called with the source's id after the commit, before the answer; must return at once. */
  onBatch(sourceId: string): void;
  limits: BodyLimits;
  /** For tests; otherwise this machine's clock. */
  now?: () => Date;
}

/** The limits of the settings. */
export function intakeLimits(): BodyLimits {
  return { maxBodyBytes: env().TELLTALE_MAX_BODY_BYTES, maxInflatedBytes: env().TELLTALE_MAX_INFLATED_BYTES };
}

const bodiesAtOnce = 128;
const slotWaitMs = 10_000;
const retryAfterSeconds = "5";
const changedMeanwhile = "The log source was changed while the body came in; send it again";
const slots = new Slots(bodiesAtOnce, slotWaitMs);
const plainEncodings = new Set(["", "identity", "gzip", "x-gzip"]);

function answer(status: number, body: object, headers: Record<string, string> = {}, isBodyUnread = true): IntakeAnswer {
  return {
    status,
    headers: { "content-type": "application/json", "cache-control": "no-store", ...headers },
    body: JSON.stringify(body),
    isBodyUnread,
  };
}

function unavailable(message: string): IntakeAnswer {
  return answer(503, { message }, { "retry-after": retryAfterSeconds });
}

async function refuse(
  request: IntakeRequest,
  source: IntakeSource,
  refusal: Refusal,
  isBodyUnread = true,
): Promise<IntakeAnswer> {
  await countRefusal(source.id, refusal.reason, `${refusal.message} (from ${request.remoteAddress})`, new Date());
  const headers: Record<string, string> = refusal.challenge ? { "www-authenticate": refusal.challenge } : {};
  return answer(refusal.status, { message: refusal.message }, headers, isBodyUnread);
}

function tooLarge(limit: BodyTooLarge["limit"], limits: BodyLimits): Refusal {
  const bytes = limit === "body" ? limits.maxBodyBytes : limits.maxInflatedBytes;
  const after = limit === "body" ? "" : " after decompression";
  return {
    status: 413,
    reason: limit === "body" ? "body_too_large" : "inflated_too_large",
    message: `The body is over ${bytes} bytes${after}; send it in parts`,
  };
}

/** What the headers alone decide. */
function refusalOfHeaders(request: IntakeRequest, limits: BodyLimits): Refusal | null {
  const encoding = (request.header("content-encoding") ?? "").trim().toLowerCase();
  if (!plainEncodings.has(encoding)) {
    return {
      status: 415,
      reason: "unsupported_encoding",
      message: `Content-Encoding ${encoding.slice(0, 40)} is not supported; send gzip or nothing`,
    };
  }
  const declared = Number(request.header("content-length") ?? 0);
  return declared > limits.maxBodyBytes ? tooLarge("body", limits) : null;
}

/** The source was changed while the body came in, so that it is turned away after all; null when it was deleted. */
class RefusedAfterAll extends Error {
  readonly refusal: Refusal | null;

  constructor(refusal: Refusal | null) {
    super(refusal?.message ?? "The log source was deleted");
    this.refusal = refusal;
  }
}

/** What the sender and the headers say before anything of the body is read. */
function judge(request: IntakeRequest, source: IntakeSource, { limits, now }: IntakeOptions): Admission {
  const admission = admit(source, request.header, now?.() ?? new Date());
  const refusal = admission.refusal ?? refusalOfHeaders(request, limits);
  return refusal ? { refusal } : admission;
}

/** The body was read against what its source was set to: once that is changed, only the sender can begin again. */
async function checkAgain(request: IntakeRequest, source: IntakeSource, options: IntakeOptions): Promise<Date> {
  const current = await readSource(source.id);
  if (!current) throw new RefusedAfterAll(null);
  const admission = judge(request, current, options);
  if (admission.refusal) throw new RefusedAfterAll(admission.refusal);
  if (admission.bodyCheck && !isSameProof(current, source)) throw new SourceChanged();
  return current.updatedAt;
}

function isSameProof(a: IntakeSource, b: IntakeSource): boolean {
  const proofOf = ({ method, credentials }: IntakeSource) => JSON.stringify([method.method, credentials]);
  return proofOf(a) === proofOf(b);
}

function store(
  request: IntakeRequest,
  source: IntakeSource,
  check: BodyCheck | null,
  options: IntakeOptions,
): Promise<StoredBody> {
  const facts = {
    sourceId: source.id,
    sourceUpdatedAt: source.updatedAt,
    contentType: request.header("content-type")?.slice(0, 200) ?? null,
    contentEncoding: request.header("content-encoding")?.slice(0, 40) ?? null,
  };
  const rules = { limits: options.limits, check, checkAgain: () => checkAgain(request, source, options) };
  return slots.run(() => storeBody(facts, request.body, rules));
}

function noSuchSource(request: IntakeRequest): IntakeAnswer {
  return answer(404, { message: `There is no log source ${request.sourceId.slice(0, 64)}` });
}

async function receiveFrom(
  request: IntakeRequest,
  source: IntakeSource,
  check: BodyCheck | null,
  options: IntakeOptions,
): Promise<IntakeAnswer> {
  try {
    const stored = await store(request, source, check, options);
    if (stored.batchId !== null) options.onBatch(source.id);
    const receipt: IntakeReceipt = { accepted: { bytes: stored.bytes, lines: stored.lines }, batchId: stored.batchId };
    return answer(200, receipt, {}, false);
  } catch (error) {
    return answerOfFailure(error, request, source, options);
  }
}

async function answerOfFailure(
  error: unknown,
  request: IntakeRequest,
  source: IntakeSource,
  options: IntakeOptions,
): Promise<IntakeAnswer> {
  if (error instanceof BodyTooLarge) return refuse(request, source, tooLarge(error.limit, options.limits));
  if (error instanceof BodyRefused) {
    const current = await readSource(source.id);
    if (!current) return noSuchSource(request);
    if (!isSameProof(current, source)) return unavailable(changedMeanwhile);
    return refuse(request, source, { status: 401, ...error.refusal }, false);
  }
  if (error instanceof RefusedAfterAll) {
    return error.refusal ? refuse(request, source, error.refusal) : noSuchSource(request);
  }
  if (error instanceof BodyInterrupted) {
    return answer(400, { message: "The body ended before it was whole; nothing was stored" });
  }
  if (error instanceof NoSlot) return unavailable("Too many bodies are being received at once; send it again later");
  if (error instanceof SourceChanged) return unavailable(changedMeanwhile);
  throw error;
}

/**
 * Takes one request: finds the source, checks the sender, stores the body, and answers after the commit. Never throws.
 * 200 with a receipt; 400 the body ended early; 401 the secret or the signature; 403 paused; 404 no such source; 405 not POST; 413 too
 * large; 415 encoding; 503 with Retry-After when it could not be stored. In every case but 200 nothing was stored.
 */
export async function receive(request: IntakeRequest, options: IntakeOptions): Promise<IntakeAnswer> {
  if (request.method !== "POST") {
    return answer(405, { message: `${request.method} is not allowed here; POST is` }, { allow: "POST" });
  }
  try {
    const known = knownSource(request.sourceId);
    let source = known ?? (await readSource(request.sourceId));
    let admission = source && judge(request, source, options);
    // It may have been changed since it was remembered, and a body that is checked to its end is held against one secret.
    if (known && (admission?.refusal || known.method.signsBody)) {
      source = await readSource(request.sourceId);
      admission = source && judge(request, source, options);
    }
    if (!source || !admission) return noSuchSource(request);
    if (admission.refusal) return await refuse(request, source, admission.refusal);
    return await receiveFrom(request, source, admission.bodyCheck, options);
  } catch (error) {
    logger.error({ reason: messageOf(error), sourceId: request.sourceId.slice(0, 64) }, "a body could not be stored");
    return unavailable("The body could not be stored and was not accepted; send it again later");
  }
}
