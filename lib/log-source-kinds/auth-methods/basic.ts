import { defineAuthMethod } from "./define-auth-method.ts";
import { wordWithSecret } from "./shell-word.ts";

const challenge = 'Basic realm="telltale", charset="UTF-8"';
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it finds
const controls = /[\u0000-\u001f\u007f]/;

function encode(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/** The user name and password of a header's value; null when it is of another form (RFC 7617). */
export function parseBasic(value: string): { name: string; password: string } | null {
  const encoded = /^basic +([A-Za-z0-9+/]+={0,2}) *$/i.exec(value)?.[1];
  if (encoded === undefined || encoded.replace(/=+$/, "").length % 4 === 1) return null;
  const bytes = Uint8Array.from(atob(encoded.replace(/=+$/, "")), (char) => char.charCodeAt(0));
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const colon = text.indexOf(":");
  return colon === -1 ? null : { name: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** A user name and a password in the header Authorization (RFC 7617). */
export const basic = defineAuthMethod({
  method: "Basic",
  label: "User name and password",
  text: "The sender signs in with HTTP Basic authentication.",
  fields: [
    { path: "authUsername", label: "User name", help: "Without a colon.", initial: "telltale", isRequired: true },
  ],
  secret: {
    path: "authPassword",
    label: "Password",
    what: "password",
    problem: (password) => (controls.test(password) ? "must not hold control characters" : null),
  },
  signsBody: false,
  problem: ({ authUsername }) => {
    if (authUsername === "") return { path: "authUsername", message: "is needed with Basic" };
    if (authUsername.includes(":") || controls.test(authUsername)) {
      return { path: "authUsername", message: "must hold neither a colon nor control characters" };
    }
    return null;
  },
  headerKey: () => "authorization",
  instruction: ({ authUsername }) => `Senders sign in as \`${authUsername}\` with HTTP Basic authentication.`,
  curl: ({ authUsername }, secret) => ({ before: [], arguments: ["-u", wordWithSecret(`${authUsername}:`, secret)] }),
  headersFor: ({ settings, secret }) => ({
    authorization: `Basic ${encode(`${settings.authUsername}:${secret ?? ""}`)}`,
  }),
  verify(header, { settings, secret }, crypto) {
    const given = parseBasic(header("authorization") ?? "");
    if (given === null) {
      return {
        reason: "missing_secret",
        message:
          "Send the user name and the password of this log source by HTTP Basic authentication; the request had none",
        challenge,
      };
    }
    const isName = crypto.isSame(given.name, settings.authUsername);
    const isPassword = secret !== null && crypto.isSame(given.password, secret);
    if (isName && isPassword) return null;
    return {
      reason: "wrong_secret",
      message: "The header Authorization does not hold the user name and the password of this log source",
      challenge,
    };
  },
});
