import { shellQuoted } from "#lib/shell-quoted.ts";
import {
  type AuthCrypto,
  type AuthRefusal,
  type AuthSettings,
  type BodyCheck,
  defineAuthMethod,
  type HeaderReader,
  headerField,
  headerSecretProblem,
} from "./define-auth-method.ts";
import { wordWithSecret } from "./shell-word.ts";
import { type HmacAlgorithm, parseSignatures, type Signatures } from "./signatures.ts";

const defaultHeader = "x-telltale-signature";
const toleranceSeconds = 300;
const utf8 = new TextEncoder();

const headerKey = (settings: AuthSettings) => settings.authHeaderKey || defaultHeader;

/** Null for an algorithm that is not known, with which nothing verifies. */
function algorithmOf({ authHmacAlg }: AuthSettings): HmacAlgorithm | null {
  const name = authHmacAlg.toLowerCase();
  return name === "" || name === "sha256" ? "sha256" : name === "sha512" ? "sha512" : null;
}

/** The key of a Standard Webhooks secret, `whsec_` and base64; null for any other secret. */
export function standardKey(secret: string): Uint8Array | null {
  const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1]?.replace(/=+$/, "");
  if (encoded === undefined || encoded.length % 4 === 1) return null;
  return Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0));
}

/** The headers of id and time beside a signature's: `webhook-id` beside `webhook-signature`, `svix-id` beside `svix-signature`. */
function companionsOf(name: string): { id: string; timestamp: string } {
  const prefix = /^(.+)-signature$/.exec(name)?.[1] ?? "webhook";
  return { id: `${prefix}-id`, timestamp: `${prefix}-timestamp` };
}

function refusal(settings: AuthSettings, reason: AuthRefusal["reason"], message: string): AuthRefusal {
  const algorithm = algorithmOf(settings) ?? settings.authHmacAlg.replace(/[^\w-]/g, "");
  return { reason, message, challenge: `HMAC header="${headerKey(settings).toLowerCase()}", algorithm="${algorithm}"` };
}

/** The signed text of Standard Webhooks before the body; a refusal when id or time are missing or out of the tolerance. */
function signedBefore(header: HeaderReader, settings: AuthSettings, now: Date): string | AuthRefusal {
  const names = companionsOf(headerKey(settings).toLowerCase());
  const id = header(names.id);
  const timestamp = header(names.timestamp);
  if (!id || !timestamp) {
    const missing = id ? names.timestamp : names.id;
    return refusal(
      settings,
      "missing_signature",
      `A signature behind v1, needs the header ${missing}; the request had none`,
    );
  }
  const seconds = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) : Number.NaN;
  if (!(Math.abs(now.getTime() / 1000 - seconds) <= toleranceSeconds)) {
    const message = `The header ${names.timestamp} is not within ${toleranceSeconds / 60} minutes of this server's time`;
    return refusal(settings, "stale_signature", message);
  }
  return `${id}.${timestamp}.`;
}

interface Expected {
  hash: ReturnType<AuthCrypto["hmac"]>;
  given: Uint8Array[];
}

function checkOf(expected: Expected[], crypto: AuthCrypto, wrong: AuthRefusal): BodyCheck {
  return {
    update: (bytes) => {
      for (const { hash } of expected) hash.update(bytes);
    },
    end: () => {
      const digests = expected.map(({ hash, given }) => ({ digest: hash.digest(), given }));
      const isSigned = digests.some(({ digest, given }) => given.some((one) => crypto.isSame(one, digest)));
      return isSigned ? null : wrong;
    },
  };
}

function hasNone({ plain, standard }: Signatures): boolean {
  return plain.length + standard.length === 0;
}

/** A signature of the body by a shared key (RFC 2104), as GitHub, Standard Webhooks and many others send it. */
export const hmac = defineAuthMethod({
  method: "HMAC",
  label: "HMAC signature",
  text: "The sender signs each body with a secret, as GitHub and Standard Webhooks do. The secret itself is never sent.",
  fields: [
    headerField(
      "The header that carries the signature, such as X-Hub-Signature-256 or webhook-signature.",
      defaultHeader,
    ),
    {
      path: "authHmacAlg",
      label: "Algorithm",
      help: "Standard Webhooks and GitHub sign with SHA-256.",
      initial: "sha256",
      isRequired: false,
      options: [
        { value: "sha256", label: "SHA-256" },
        { value: "sha512", label: "SHA-512" },
      ],
    },
  ],
  secret: {
    path: "authSecretValue",
    label: "Signing secret",
    what: "secret",
    problem: (secret) =>
      secret.startsWith("whsec_") && !standardKey(secret)
        ? "must have base64 behind whsec_, as Standard Webhooks writes its secrets"
        : headerSecretProblem(secret),
  },
  signsBody: true,
  problem: (settings) =>
    algorithmOf(settings) ? null : { path: "authHmacAlg", message: "must be sha256 or sha512, or left out for sha256" },
  headerKey,
  instruction: (settings) =>
    `Senders sign the bytes of each body with it (HMAC, ${algorithmOf(settings) ?? settings.authHmacAlg}) and put the signature into the header \`${headerKey(settings)}\`, in hex or base64.`,
  curl(settings, secret, body) {
    const algorithm = algorithmOf(settings) ?? "sha256";
    const sign = `openssl dgst -${algorithm} -hmac ${wordWithSecret("", secret)} | sed 's/^.*= *//'`;
    return {
      before: [`signature=$(printf '%s' ${shellQuoted(body)} | ${sign})`],
      arguments: ["-H", `${shellQuoted(`${headerKey(settings)}: ${algorithm}=`)}"$signature"`],
    };
  },
  headersFor({ settings, secret }, body, crypto) {
    const algorithm = algorithmOf(settings) ?? "sha256";
    const hash = crypto.hmac(algorithm, utf8.encode(secret ?? ""));
    hash.update(body);
    const hex = Array.from(hash.digest(), (byte) => byte.toString(16).padStart(2, "0")).join("");
    return { [headerKey(settings).toLowerCase()]: `${algorithm}=${hex}` };
  },
  verify(header, { settings, secret }, crypto, now) {
    const name = headerKey(settings).toLowerCase();
    const value = header(name);
    if (!value) {
      return refusal(
        settings,
        "missing_signature",
        `Sign the body and send the signature in the header ${name}; the request had none`,
      );
    }
    const algorithm = algorithmOf(settings);
    const wrong = refusal(
      settings,
      "wrong_signature",
      `The header ${name} does not hold this log source's signature of the body`,
    );
    if (!algorithm || secret === null) return wrong;
    const { plain, standard } = parseSignatures(value, algorithm);
    if (hasNone({ plain, standard })) {
      return refusal(
        settings,
        "wrong_signature",
        `The header ${name} holds no ${algorithm} signature in hex or base64`,
      );
    }
    const expected: Expected[] = [];
    if (plain.length > 0) expected.push({ hash: crypto.hmac(algorithm, utf8.encode(secret)), given: plain });
    if (standard.length > 0) {
      const before = signedBefore(header, settings, now);
      if (typeof before !== "string") return before;
      const hash = crypto.hmac(algorithm, standardKey(secret) ?? utf8.encode(secret));
      hash.update(utf8.encode(before));
      expected.push({ hash, given: standard });
    }
    return checkOf(expected, crypto, wrong);
  },
});
