import { createHmac, timingSafeEqual } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseBasic } from "./basic.ts";
import type { AuthCrypto, AuthSettings, BodyCheck, Credentials } from "./define-auth-method.ts";
import { hmac } from "./hmac.ts";
import { authMethod, authMethods } from "./registry.ts";
import { digestBytes, digestOf, parseSignatures } from "./signatures.ts";

const crypto: AuthCrypto = {
  isSame: (a, b) => Buffer.from(a).length === Buffer.from(b).length && timingSafeEqual(Buffer.from(a), Buffer.from(b)),
  hmac(algorithm, key) {
    const hash = createHmac(algorithm, key);
    return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() };
  },
};
const now = new Date("2026-11-28T10:00:00.000Z");
const settings: AuthSettings = { authHeaderKey: "", authHmacAlg: "", authUsername: "ada" };
const credentials: Credentials = { settings, secret: "correct-horse-battery" };
const body = Buffer.from('{"a":1}\n');

/** Whether a request with these headers and this body comes in, and otherwise why not. */
function ask(
  name: (typeof authMethods)[number]["method"],
  headers: Record<string, string>,
  given: Credentials = credentials,
  bytes: Uint8Array = body,
): string {
  const verified = authMethod(name).verify((header) => headers[header], given, crypto, now);
  if (verified === null) return "in";
  if ("reason" in verified) return verified.reason;
  const check: BodyCheck = verified;
  for (const byte of bytes) check.update(Uint8Array.of(byte));
  return check.end()?.reason ?? "in";
}

describe.each(authMethods.map((method) => [method.method, method] as const))("%s", (name, method) => {
  test("takes what its own sender sends, and nobody without it", () => {
    const headers = method.headersFor(credentials, body, crypto);
    expect(ask(name, headers)).toBe("in");
    if (method.secret === null) return;
    expect(ask(name, {})).toMatch(/^missing_/);
    expect(ask(name, headers, { ...credentials, secret: "another secret of somebody" })).toMatch(/^wrong_/);
    expect(ask(name, headers, { ...credentials, secret: null })).toMatch(/^wrong_/);
  });

  test("says how to prove who one is where it turns away, and never the secret", () => {
    for (const headers of [{}, { authorization: "Bearer x", "x-telltale-secret": "x", "x-telltale-signature": "x" }]) {
      const verified = method.verify((header) => (headers as Record<string, string>)[header], credentials, crypto, now);
      if (verified === null || !("reason" in verified)) continue;
      expect(verified.challenge).toMatch(/^\w+ [\w-]+="[^"]*"/);
      expect(verified.message).not.toContain(credentials.secret);
    }
  });

  test("asks for its settings in words, and begins with settings that pass", () => {
    const begun = Object.fromEntries(method.fields.map((field) => [field.path, field.initial]));
    expect(method.problem({ authHeaderKey: "", authHmacAlg: "", authUsername: "", ...begun })).toBeNull();
    expect(method.instruction({ ...settings, ...begun })).toMatch(/^[A-Z].*\.$/);
    for (const field of method.fields) expect(field.help).toMatch(/^[A-Z].*\.$/);
  });
});

describe("HMAC", () => {
  const sign = (
    algorithm: "sha256" | "sha512",
    text: string | Uint8Array = body,
    key: string | Uint8Array = credentials.secret ?? "",
  ) => createHmac(algorithm, key).update(text).digest();
  const signature = sign("sha256");
  const of = (value: string, given = credentials) => ask("HMAC", { "x-telltale-signature": value }, given);

  test.each<[string, string]>([
    ["hex", signature.toString("hex")],
    ["hex in capitals", signature.toString("hex").toUpperCase()],
    ["base64", signature.toString("base64")],
    ["base64url", signature.toString("base64url")],
    ["GitHub's form", `sha256=${signature.toString("hex")}`],
    ["base64 behind the algorithm", `SHA256=${signature.toString("base64")}`],
    ["one of several, apart by commas", `sha256=${"0".repeat(64)}, sha256=${signature.toString("hex")}`],
    ["one of several, apart by spaces", `${"0".repeat(64)} ${signature.toString("hex")}`],
    ["beside one of another algorithm", `sha512=${"0".repeat(128)},sha256=${signature.toString("hex")}`],
  ])("takes %s", (_name, value) => expect(of(value)).toBe("in"));

  test.each<[string, string]>([
    ["another body's", sign("sha256", "other").toString("hex")],
    ["a shortened one", signature.toString("hex").slice(0, 62)],
    ["another algorithm's", `sha512=${sign("sha512").toString("hex")}`],
    ["its own behind another algorithm", `sha512=${signature.toString("hex")}`],
    ["nothing that is one", "v0=hello, =, ,,"],
  ])("turns %s away", (_name, value) => expect(of(value)).toBe("wrong_signature"));

  test("with SHA-512 it takes no SHA-256", () => {
    const given = { ...credentials, settings: { ...settings, authHmacAlg: "sha512" } };
    expect(of(sign("sha512").toString("hex"), given)).toBe("in");
    expect(of(`sha512=${sign("sha512").toString("base64")}`, given)).toBe("in");
    expect(of(signature.toString("hex"), given)).toBe("wrong_signature");
  });

  test("an algorithm that this version does not know lets nobody in", () => {
    const given = { ...credentials, settings: { ...settings, authHmacAlg: "md5" } };
    expect(of(signature.toString("hex"), given)).toBe("wrong_signature");
    expect(hmac.problem(given.settings)).toMatchObject({ path: "authHmacAlg" });
  });

  describe("as Standard Webhooks send it", () => {
    const key = Buffer.from("an excellent key of many bytes");
    const secret = `whsec_${key.toString("base64")}`;
    const given = { settings: { ...settings, authHeaderKey: "Webhook-Signature" }, secret };
    const at = (offsetSeconds: number) => String(Math.floor(now.getTime() / 1000) + offsetSeconds);
    const headers = (timestamp: string, signed = `msg_1.${timestamp}.${body}`, name = "webhook") => ({
      [`${name}-id`]: "msg_1",
      [`${name}-timestamp`]: timestamp,
      [`${name}-signature`]: `v1,${sign("sha256", signed, key).toString("base64")}`,
    });

    test.each([-300, 0, 300])("takes one of %d s from now", (offset) => {
      expect(ask("HMAC", headers(at(offset)), given)).toBe("in");
    });

    test.each([-301, 301, -1e9])("turns one of %d s from now away", (offset) => {
      expect(ask("HMAC", headers(at(offset)), given)).toBe("stale_signature");
    });

    test.each(["", "now", "1.5", "-1", "9".repeat(40)])("a time like %j is none", (timestamp) => {
      expect(ask("HMAC", headers(timestamp), given)).toMatch(/^(stale|missing)_signature$/);
    });

    test("takes one of several, and passes over versions that it does not know", () => {
      const mine = headers(at(0));
      const wrong = `v1,${"A".repeat(43)}=`;
      const several = { ...mine, "webhook-signature": `v1a,AAAA ${wrong} ${mine["webhook-signature"]}` };
      expect(ask("HMAC", several, given)).toBe("in");
      expect(ask("HMAC", { ...mine, "webhook-signature": wrong }, given)).toBe("wrong_signature");
    });

    test("reads id and time from the headers of the same name", () => {
      const svix = { ...given, settings: { ...settings, authHeaderKey: "svix-signature" } };
      expect(ask("HMAC", headers(at(0), undefined, "svix"), svix)).toBe("in");
      expect(ask("HMAC", headers(at(0)), svix)).toBe("missing_signature");
    });

    test("the signature is of id, time and body: none of them can be exchanged", () => {
      const mine = headers(at(0));
      expect(ask("HMAC", { ...mine, "webhook-id": "msg_2" }, given)).toBe("wrong_signature");
      expect(ask("HMAC", { ...mine, "webhook-timestamp": at(1) }, given)).toBe("wrong_signature");
      expect(ask("HMAC", mine, given, Buffer.from("other"))).toBe("wrong_signature");
    });

    test("a secret behind whsec_ that is no base64 is refused when it is set", () => {
      expect(hmac.secret?.problem("whsec_not base64 at all")).toMatch(/base64/);
      expect(hmac.secret?.problem(secret)).toBeNull();
    });
  });

  test("a digest is read from each of its forms and from nothing else", () => {
    const algorithms = fc.constantFrom("sha256" as const, "sha512" as const);
    fc.assert(
      fc.property(algorithms, fc.uint8Array({ minLength: 64, maxLength: 64 }), (algorithm, bytes) => {
        const digest = Buffer.from(bytes.subarray(0, digestBytes[algorithm]));
        for (const form of ["hex", "base64", "base64url"] as const) {
          const text = digest.toString(form);
          expect(Buffer.from(digestOf(text, digest.length) ?? [])).toEqual(digest);
          expect(digestOf(text.slice(1), digest.length)).toBeNull();
          expect(parseSignatures(`${algorithm}=${text}`, algorithm).plain).toHaveLength(1);
        }
      }),
    );
  });

  test("any header is read without an error, and never gives more than sixteen signatures", () => {
    const value = fc.oneof(
      fc.string(),
      fc
        .array(fc.constantFrom("v1,", "sha256=", "A".repeat(43), "0".repeat(64), " ", ",", "="), { maxLength: 90 })
        .map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(value, (text) => {
        const { plain, standard } = parseSignatures(text, "sha256");
        expect(plain.length + standard.length).toBeLessThanOrEqual(16);
        for (const digest of [...plain, ...standard]) expect(digest).toHaveLength(32);
      }),
    );
  });

  test("a header of 16 KiB is read at once", () => {
    const started = performance.now();
    for (const text of ["v1".repeat(8_000), "v1,".repeat(5_000), `sha${"1".repeat(16_000)}`, "=".repeat(16_000)]) {
      parseSignatures(text, "sha256");
    }
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe("Basic", () => {
  const encode = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

  test("names and passwords of any letters are read as they were sent", () => {
    const word = fc.string({ unit: "grapheme" });
    fc.assert(
      fc.property(
        word.filter((name) => !name.includes(":")),
        word,
        (name, password) => {
          fc.pre(name.isWellFormed() && password.isWellFormed());
          expect(parseBasic(encode(`${name}:${password}`))).toEqual({ name, password });
          expect(parseBasic(encode(`${name}:${password}`).replace("Basic", "bASIC").replace(/=+$/, ""))).not.toBeNull();
        },
      ),
    );
  });

  test("any other header is none, without an error", () => {
    fc.assert(fc.property(fc.string(), (text) => void parseBasic(text)));
    for (const text of [
      "",
      "Basic",
      "Basic ",
      "Bearer YTpi",
      "Basic a",
      "Basic YTpi YTpi",
      "Basic äöü",
      encode("no colon"),
    ]) {
      expect(parseBasic(text)).toBeNull();
    }
  });

  test("both the name and the password have to be right", () => {
    expect(ask("Basic", { authorization: encode("ada:correct-horse-battery") })).toBe("in");
    expect(ask("Basic", { authorization: encode("eve:correct-horse-battery") })).toBe("wrong_secret");
    expect(ask("Basic", { authorization: encode("ada:") })).toBe("wrong_secret");
  });
});

test.each(["Bearer", "bearer", "BEARER"])("%s: the scheme's case says nothing, the token's does", (scheme) => {
  const given = { settings, secret: "A-token-of-16-signs" };
  expect(ask("Bearer", { authorization: `${scheme} ${given.secret}` }, given)).toBe("in");
  expect(ask("Bearer", { authorization: `${scheme} ${given.secret.toLowerCase()}` }, given)).toBe("wrong_secret");
  expect(ask("Bearer", { authorization: `${scheme} ` }, given)).toBe("missing_secret");
});
