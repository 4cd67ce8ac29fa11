import { reach } from "./reach.ts";

/** A refusal or failure of the REST API, in the words that may be shown. */
export class ApiError extends Error {
  /** 0 when the server could not be reached. */
  readonly status: number;
  /** The path of the field at fault ("config.url"), when it is one field's. */
  readonly field: string | undefined;
  /** To quote when the failure is ours. */
  readonly requestId: string | undefined;

  constructor(
    status: number,
    message: string,
    options: { field?: string | undefined; requestId?: string | undefined } = {},
  ) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.field = options.field;
    this.requestId = options.requestId;
  }
}

interface ErrorBody {
  message?: unknown;
  field?: unknown;
  requestId?: unknown;
}

const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);

/** An error's message with the field's name cut off ("label: must not be empty" -> "Must not be empty"). */
function withoutField(message: string, field: string | undefined): string {
  if (!field || !message.startsWith(`${field}: `)) return message;
  const rest = message.slice(field.length + 2);
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}

const unknownOutcome = "It is not known whether this was done: look before you repeat it. Nothing typed is lost.";

/** What is said when no answer of Telltale's came; a change may have been made nevertheless. */
function noAnswer(what: string, method: string): string {
  return method === "GET" ? what : `${what} ${unknownOutcome}`;
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

/**
 * Calls the REST API as the signed-in user.
 * @param path below the origin, for example `/api/v1/alerts`.
 * @returns the JSON answer; undefined for 204.
 * @throws ApiError for everything but success, also when the server cannot be reached.
 */
export async function callApi<T>(
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  body?: unknown,
): Promise<T> {
  let response: Response;
  let raw: string;
  try {
    response = await fetch(path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    raw = await response.text();
  } catch {
    void reach.check();
    throw new ApiError(0, noAnswer("Telltale cannot be reached.", method));
  }
  const { isJson, answer } = parsed(raw);
  if (response.ok && isJson) {
    reach.heard();
    return answer as T;
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
      noAnswer(`Something before Telltale answered ${response.status} in its place.`, method),
    );
  }
  const { message, field, requestId } = (answer ?? {}) as ErrorBody;
  throw new ApiError(
    response.status,
    withoutField(text(message) ?? `The server answered ${response.status} without a reason.`, text(field)),
    {
      field: text(field),
      requestId: text(requestId),
    },
  );
}
