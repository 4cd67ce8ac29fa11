import { ApiError } from "./api-error.ts";

/** Whether the server has said no: then nothing was done. Of what was not answered nothing is known. */
export function isRefusal(error: unknown): boolean {
  return error instanceof ApiError && error.status >= 400 && error.status < 500;
}

/** The words of a failure that may be shown, with the request id when it is ours. */
export function failureWords(error: unknown): string {
  // The API's words are for who reads its answer.
  if (error instanceof ApiError && error.status === 412)
    return "Somebody else changed it in the meantime. Look at what it is by now; do it again if it is still right.";
  return error instanceof ApiError
    ? error.message
    : "The browser could not finish this. It is not known whether it was done.";
}
