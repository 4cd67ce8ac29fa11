import { type AuthSettings, defineAuthMethod, headerField, headerSecretProblem } from "./define-auth-method.ts";
import { wordWithSecret } from "./shell-word.ts";

const defaultHeader = "x-telltale-secret";
const headerKey = (settings: AuthSettings) => settings.authHeaderKey || defaultHeader;

/** A secret in a header of each request. */
export const sharedSecret = defineAuthMethod({
  method: "SharedSecret",
  label: "Shared secret",
  text: "The sender puts a secret into a header of each request.",
  fields: [headerField("The header that carries the secret.", defaultHeader)],
  secret: { path: "authSecretValue", label: "Shared secret", what: "secret", problem: headerSecretProblem },
  signsBody: false,
  problem: () => null,
  headerKey,
  instruction: (settings) => `Senders put it into the header \`${headerKey(settings)}\`.`,
  curl: (settings, secret) => ({ before: [], arguments: ["-H", wordWithSecret(`${headerKey(settings)}: `, secret)] }),
  headersFor: ({ settings, secret }) => ({ [headerKey(settings).toLowerCase()]: secret ?? "" }),
  verify(header, { settings, secret }, crypto) {
    const name = headerKey(settings).toLowerCase();
    const challenge = `SharedSecret header="${name}"`;
    const given = header(name);
    if (given === undefined || given === "") {
      const message = `Send the secret of this log source in the header ${name}; the request had none`;
      return { reason: "missing_secret", message, challenge };
    }
    if (secret !== null && crypto.isSame(given, secret)) return null;
    return {
      reason: "wrong_secret",
      message: `The header ${name} does not hold the secret of this log source`,
      challenge,
    };
  },
});
