export type SignInOutcome = "in" | "wrong" | "locked" | "unreachable";

/** Signs in with e-mail and password; the session cookie is set when the outcome is "in". */
export async function signInWith(email: string, password: string): Promise<SignInOutcome> {
  try {
    const { signIn } = await import("next-auth/react");
    const answer = await signIn("credentials", { email, password, redirect: false });
    if (answer?.ok && !answer.error) return "in";
    if (answer?.error === "locked") return "locked";
    return answer?.error === "CredentialsSignin" ? "wrong" : "unreachable";
  } catch {
    return "unreachable";
  }
}
