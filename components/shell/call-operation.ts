import type { operations } from "#app/api/v1/operations.ts";
import type { AnswerOf, ArgumentsOf, ByKey } from "#lib/api/client-types.ts";
import { ApiError } from "./api-error.ts";
import { type Method, sendRequest } from "./send-request.ts";

/** Every operation by `METHOD /path`. Only its type is here: what runs is the key. */
export type Operations = ByKey<typeof operations>;
export type OperationKey = keyof Operations;

/** What an operation is answered with. */
export type Answer<K extends OperationKey> = AnswerOf<Operations[K]>;

export interface CallOptions {
  /**
   * The ETag of the thing as it was seen, null when there was none: another change since is refused with 412, which has the
   * thing as it is.
   */
  ifMatch?: string | null | undefined;
  signal?: AbortSignal | undefined;
  /** It is asked for an answer alone and changes nothing. */
  isReading?: true;
}

export type Arguments<K extends OperationKey> = ArgumentsOf<Operations[K], CallOptions>;

const creating: ReadonlySet<string> = new Set(["POST /destinations", "POST /alert-comments"]);

/** Those that make something, which carry a key: repeated after a lost answer, they make it once and answer in full. */
export function isCreating(key: string): boolean {
  return creating.has(key) || /^POST \/log-sources\/[a-z0-9-]+$/.test(key);
}

interface LooseInput extends CallOptions {
  params?: Record<string, string>;
  query?: Record<string, unknown>;
  body?: unknown;
}

function urlOf(template: string, { params = {}, query = {} }: LooseInput): string {
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined) search.append(name, String(item));
    }
  }
  return `/api/v1${path}${search.size > 0 ? `?${search}` : ""}`;
}

/** Keys of requests whose outcome is not known: the same request sent again carries the same key. */
const openSeries = new Map<string, string>();

/** Also where there is no secure context, which `crypto.randomUUID` asks for. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Runs `send` with the idempotency key of its series, which ends with an answer that says what became of it. */
async function inSeries<T>(series: string, send: (key: string) => Promise<T>): Promise<T> {
  const key = openSeries.get(series) ?? newKey();
  openSeries.set(series, key);
  try {
    const result = await send(key);
    openSeries.delete(series);
    return result;
  } catch (error) {
    if (error instanceof ApiError && error.status >= 400 && error.status < 500) openSeries.delete(series);
    throw error;
  }
}

function seenHeader(etag: string | null | undefined): Record<string, string> {
  if (etag === undefined) return {};
  return etag === null ? { "if-none-match": "*" } : { "if-match": etag };
}

/** @param origin where Telltale is; empty in a browser, whose page it is. */
export function makeClient(origin = "") {
  async function send(key: string, input: LooseInput) {
    const [method, template] = key.split(" ") as [Method, string];
    const url = origin + urlOf(template, input);
    const headers = seenHeader(input.ifMatch);
    const { body, signal } = input;
    const reading = input.isReading ? { isReading: true } : {};
    if (!isCreating(key)) return sendRequest(method, url, { body, headers, signal, ...reading });
    return inSeries(`${url} ${JSON.stringify(body)}`, (series) =>
      sendRequest(method, url, {
        body,
        headers: { ...headers, "idempotency-key": series },
        signal,
        isRepeatable: true,
      }),
    );
  }

  /**
   * Calls an operation of the REST API as the signed-in user: `callOperation("GET /schemas/{name}", { params: { name } })`.
   * @throws ApiError for everything but success, also when the server cannot be reached.
   */
  async function callOperation<K extends OperationKey>(key: K, ...[input]: Arguments<K>): Promise<Answer<K>> {
    return (await send(key, input ?? {})).answer as Answer<K>;
  }

  /** As `callOperation`, with the ETag of the thing that is answered, to send back as `ifMatch`. */
  async function callWithEtag<K extends OperationKey>(
    key: K,
    ...[input]: Arguments<K>
  ): Promise<{ answer: Answer<K>; etag: string | undefined }> {
    const { answer, etag } = await send(key, input ?? {});
    return { answer: answer as Answer<K>, etag };
  }

  return { callOperation, callWithEtag };
}

export const { callOperation, callWithEtag } = makeClient();
