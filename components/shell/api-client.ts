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
  try {
    response = await fetch(path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
  } catch {
    throw new ApiError(0, "Telltale cannot be reached. Nothing was changed; check the connection and try again.");
  }
  const raw = await response.text();
  let answer: unknown;
  try {
    answer = raw === "" ? undefined : JSON.parse(raw);
  } catch {
    answer = undefined;
  }
  if (response.ok) return answer as T;
  if (response.status === 401) {
    throw new ApiError(
      401,
      "Your session has ended. Sign in again in another tab, then repeat this; nothing typed is lost.",
    );
  }
  const { message, field, requestId } = (answer ?? {}) as ErrorBody;
  throw new ApiError(
    response.status,
    withoutField(text(message) ?? `The server answered ${response.status} without a reason.`, text(field)),
    { field: text(field), requestId: text(requestId) },
  );
}
