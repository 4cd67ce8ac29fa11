import { ApiError } from "./api-error.ts";
import { followed, reach } from "./reach.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface RequestOptions {
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  /** The same request may be repeated: it is done once at most. */
  isRepeatable?: boolean;
  /** It changes nothing, whatever its method: what is asked may be too long for an address. */
  isReading?: boolean;
}

interface ErrorBody {
  message?: unknown;
  field?: unknown;
  requestId?: unknown;
  current?: unknown;
}

const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);

/** An error's message with the field's name cut off ("label: must not be empty" -> "Must not be empty"). */
function withoutField(message: string, field: string | undefined): string {
  if (!field || !message.startsWith(`${field}: `)) return message;
  const rest = message.slice(field.length + 2);
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}

const unknownOutcome = "It is not known whether this was done: look before you repeat it. Nothing typed is lost.";
const repeatableOutcome =
  "It is not known whether this was done. Repeat it here as it is: it is done once at most, and answered in full.";

/** What is said when no answer of Telltale's came; a change may have been made nevertheless. */
function noAnswer(what: string, { isReading, isRepeatable }: RequestOptions): string {
  if (isReading) return what;
  return `${what} ${isRepeatable ? repeatableOutcome : unknownOutcome}`;
}

/** 204 has no body, which is an answer of ours; a page of HTML is not. */
function parsed(raw: string): { isJson: boolean; answer: unknown } {
  if (raw === "") return { isJson: true, answer: undefined };
  try {
    return { isJson: true, answer: JSON.parse(raw) };
  } catch {
    return { isJson: false, answer: undefined };
  }
}

function refusal(response: Response, answer: unknown): ApiError {
  const { message, field, requestId, current } = (answer ?? {}) as ErrorBody;
  return new ApiError(
    response.status,
    withoutField(text(message) ?? `The server answered ${response.status} without a reason.`, text(field)),
    { field: text(field), requestId: text(requestId), current, etag: response.headers.get("etag") ?? undefined },
  );
}

/**
 * Sends a request as the signed-in user.
 * @param url below the origin, for example `/api/v1/alerts`.
 * @returns the JSON answer, undefined for 204, and the ETag of the thing in it.
 * @throws ApiError for everything but success, also when the server cannot be reached; what `signal` was aborted with.
 */
export async function sendRequest(
  method: Method,
  url: string,
  { body, headers = {}, signal, isRepeatable = false, isReading = method === "GET" }: RequestOptions = {},
): Promise<{ answer: unknown; etag: string | undefined }> {
  const content = body === undefined ? {} : { body: JSON.stringify(body) };
  const { response, raw } = await followed(reach, async (away) => {
    const got = await fetch(url, {
      method,
      headers: body === undefined ? headers : { ...headers, "content-type": "application/json" },
      ...content,
      signal: signal ? AbortSignal.any([signal, away]) : away,
    });
    return { response: got, raw: await got.text() };
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    void reach.check();
    throw new ApiError(0, noAnswer("Telltale cannot be reached.", { isReading, isRepeatable }));
  });
  const { isJson, answer } = parsed(raw);
  if (response.ok && isJson) {
    reach.heard();
    return { answer, etag: response.headers.get("etag") ?? undefined };
  }
  if (response.status === 401) {
    void reach.check();
    throw new ApiError(
      401,
      "Your session has ended. Sign in again in another tab, then repeat this; nothing typed is lost.",
    );
  }
  if (!isJson) {
    void reach.check();
    throw new ApiError(
      response.status,
      noAnswer(`Something before Telltale answered ${response.status} in its place.`, { isReading, isRepeatable }),
    );
  }
  throw refusal(response, answer);
}
