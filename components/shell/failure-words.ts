import { ApiError } from "./api-error.ts";

/** Whether the server has said no: then nothing was done. Of what was not answered nothing is known. */
export function isRefusal(error: unknown): boolean {
  return error instanceof ApiError && error.status >= 400 && error.status < 500;
}

/** The words of a failure that may be shown, with the request id when it is ours. */
export function failureWords(error: unknown): string {
  return error instanceof ApiError
    ? error.message
    : "The browser could not finish this. It is not known whether it was done.";
}
