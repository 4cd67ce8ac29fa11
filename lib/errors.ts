/** Why a request was refused, in the words of the REST error table. */
export type AppErrorCode =
  | "invalid"
  | "unauthenticated"
  | "forbidden"
  | "not-found"
  | "conflict"
  | "changed"
  | "too-large"
  | "key-reused"
  | "unavailable";

const statusByCode: Record<AppErrorCode, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  "not-found": 404,
  conflict: 409,
  changed: 412,
  "too-large": 413,
  "key-reused": 422,
  unavailable: 503,
};

/**
 * A failure that belongs to the user: the message names the field and the rule and may be shown as it is.
 * Anything else that is thrown is ours: it is logged with a request id and shows no message.
 */
export class AppError extends Error {
  readonly code: AppErrorCode;
  /** The path of the field at fault ("config.url"), when it is one field's. */
  readonly field: string | undefined;

  /** Of "changed": the thing as it is by now, as the API answers it, and its ETag; null when it is not there. */
  readonly current: { thing: unknown; etag: string | null } | undefined;

  constructor(
    code: AppErrorCode,
    message: string,
    options: { field?: string; cause?: unknown; current?: { thing: unknown; etag: string | null } } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.field = options.field;
    this.current = options.current;
  }

  /** HTTP status of the code. */
  get status(): number {
    return statusByCode[this.code];
  }
}

/** The message of anything that was thrown, for logs and for attempt rows. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.map(messageOf).join("; ");
  if (error instanceof Error) return error.message || error.name;
  return String(error);
}
