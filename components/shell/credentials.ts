export type SignInOutcome = "in" | "wrong" | "locked" | "unreachable";

/**
 * Asks next-auth's routes themselves: its client leaves the page for one of its own when it gets no answer.
 * @returns where it would go next. @throws Error for everything but an answer of ours.
 */
async function post(path: string, fields: Record<string, string>): Promise<URL> {
  const { csrfToken } = (await (await fetch("/api/auth/csrf")).json()) as { csrfToken?: unknown };
  if (typeof csrfToken !== "string") throw new Error("no token came");
  const body = new URLSearchParams({ ...fields, csrfToken, callbackUrl: "/", json: "true" });
  const answer = await fetch(`/api/auth/${path}`, { method: "POST", body });
  const { url } = (await answer.json()) as { url?: unknown };
  if (typeof url !== "string") throw new Error("no answer came");
  return new URL(url, window.location.origin);
}

/** Signs in with e-mail and password; the session cookie is set when the outcome is "in". */
export async function signInWith(email: string, password: string): Promise<SignInOutcome> {
  try {
    const error = (await post("callback/credentials", { email, password })).searchParams.get("error");
    if (error === null) return "in";
    if (error === "locked") return "locked";
    return error === "CredentialsSignin" ? "wrong" : "unreachable";
  } catch {
    return "unreachable";
  }
}

/** Ends the session. @throws Error when it is not known whether it ended. */
export async function endSession(): Promise<void> {
  const url = await post("signout", {});
  if (url.searchParams.has("csrf")) throw new Error("the token was refused");
}
