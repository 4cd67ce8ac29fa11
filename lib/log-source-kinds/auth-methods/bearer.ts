import { defineAuthMethod, secretLengthProblem } from "./define-auth-method.ts";
import { wordWithSecret } from "./shell-word.ts";

const realm = 'Bearer realm="telltale"';

/** A token in the header Authorization (RFC 6750). */
export const bearer = defineAuthMethod({
  method: "Bearer",
  label: "Bearer token",
  text: "The sender puts a token into the header Authorization.",
  fields: [],
  secret: {
    path: "authBearerToken",
    label: "Bearer token",
    what: "token",
    problem: (token) =>
      /^[!-~]+$/.test(token)
        ? secretLengthProblem(token)
        : "must be printable ASCII without spaces, so that a header can carry it",
  },
  signsBody: false,
  problem: () => null,
  headerKey: () => "authorization",
  instruction: () => "Senders put it into the header `Authorization`, behind the word Bearer.",
  curl: (_settings, secret) => ({ before: [], arguments: ["-H", wordWithSecret("Authorization: Bearer ", secret)] }),
  headersFor: ({ secret }) => ({ authorization: `Bearer ${secret ?? ""}` }),
  verify(header, { secret }, crypto) {
    const token = /^bearer +([!-~]+) *$/i.exec(header("authorization") ?? "")?.[1];
    if (token === undefined) {
      return {
        reason: "missing_secret",
        message: "Send the token of this log source in the header Authorization as: Bearer TOKEN; the request had none",
        challenge: realm,
      };
    }
    if (secret !== null && crypto.isSame(token, secret)) return null;
    return {
      reason: "wrong_secret",
      message: "The header Authorization does not hold the token of this log source",
      challenge: `${realm}, error="invalid_token"`,
    };
  },
});
