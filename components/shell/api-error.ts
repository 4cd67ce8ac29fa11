/** A refusal or failure of the REST API, in the words that may be shown. */
export class ApiError extends Error {
  /** 0 when the server could not be reached. */
  readonly status: number;
  /** The path of the field at fault ("config.url"), when it is one field's. */
  readonly field: string | undefined;
  /** To quote when the failure is ours. */
  readonly requestId: string | undefined;
  /** Of a 412: the thing as it is by now, and its ETag to repeat the change with. */
  readonly current: unknown;
  readonly etag: string | undefined;

  constructor(
    status: number,
    message: string,
    options: {
      field?: string | undefined;
      requestId?: string | undefined;
      current?: unknown;
      etag?: string | undefined;
    } = {},
  ) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.field = options.field;
    this.requestId = options.requestId;
    this.current = options.current;
    this.etag = options.etag;
  }
}
