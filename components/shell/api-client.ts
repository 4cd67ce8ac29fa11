import type { Method } from "./send-request.ts";
import { sendRequest } from "./send-request.ts";

/**
 * Calls what is no operation, such as first-run set-up; for operations there is `callOperation`, which knows the types.
 * @param path below the origin.
 * @returns the JSON answer; undefined for 204.
 * @throws ApiError for everything but success, also when the server cannot be reached.
 */
export async function callApi<T>(method: Method, path: string, body?: unknown): Promise<T> {
  return (await sendRequest(method, path, { body })).answer as T;
}
