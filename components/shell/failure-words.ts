import { ApiError } from "./api-client.ts";

/** The words of a failure that may be shown, with the request id when it is ours. */
export function failureWords(error: unknown): string {
  return error instanceof ApiError ? error.message : "The browser could not finish this. Nothing was changed.";
}
