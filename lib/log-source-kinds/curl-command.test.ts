import { execFileSync, spawnSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { secretVariable } from "./auth-methods/shell-word.ts";
import { type CurlTarget, curlCommand, curlLine } from "./curl-command.ts";

const ingestUrl = "https://telltale.example.com/api/ingest/http/3f9c2b1e";
const auth = (method: NonNullable<CurlTarget["auth"]>["method"], headerKey = "x-key") => ({
  method,
  headerKey,
  hmacAlg: "",
  username: "ada",
});

/** What a shell hands to curl. */
function argumentsOf(command: string, environment: Record<string, string> = {}): string[] {
  const script = `curl() { printf '%s\\0' "$@"; }\n${command}`;
  return execFileSync("sh", ["-c", script], { env: { ...process.env, ...environment } })
    .toString()
    .split("\0")
    .slice(0, -1);
}

const hasOpenssl = spawnSync("sh", ["-c", "command -v openssl"]).status === 0;

describe("curlCommand", () => {
  test("sends the line with its secret", () => {
    const command = curlCommand({ ingestUrl, auth: auth("SharedSecret"), secret: "tt_s_7Qm2", line: '{"a":1}' });
    expect(command.split("\n")).toHaveLength(3);
    expect(argumentsOf(command)).toEqual([ingestUrl, "-H", "x-key: tt_s_7Qm2", "-d", '{"a":1}']);
  });

  test("quotes, dollars and backslashes reach the server as they are", () => {
    const line = `{"name":"O'Brien $HOME \`id\` \\n"}`;
    const command = curlCommand({ ingestUrl, auth: auth("SharedSecret", "x$k`e'y"), secret: "a'b$c", line });
    expect(argumentsOf(command)).toEqual([ingestUrl, "-H", "x$k`e'y: a'b$c", "-d", line]);
  });

  test.each([
    ["SharedSecret", ["-H", "x-key: s'$e"]],
    ["Bearer", ["-H", "Authorization: Bearer s'$e"]],
    ["Basic", ["-u", "ada:s'$e"]],
    ["None", []],
  ] as const)(
    "%s: a secret that is not written out comes from the environment, and stands nowhere else",
    (name, proof) => {
      const command = curlCommand({ ingestUrl, auth: auth(name), secret: null, line: "{}" });
      expect(argumentsOf(command, { [secretVariable]: "s'$e" })).toEqual([ingestUrl, ...proof, "-d", "{}"]);
      const written = curlCommand({ ingestUrl, auth: auth(name), secret: "s'$e", line: "{}" });
      expect(argumentsOf(written)).toEqual([ingestUrl, ...proof, "-d", "{}"]);
    },
  );

  test.runIf(hasOpenssl).each([null, "a secret of 'many' $words"])(
    "HMAC: the shell signs what curl sends (secret written out: %s)",
    (secret) => {
      const line = `{"name":"O'Brien 100%\\n"}`;
      const environment = { [secretVariable]: "from the environment" };
      const given = argumentsOf(curlCommand({ ingestUrl, auth: auth("HMAC"), secret, line }), environment);
      const hex = createHmac("sha256", secret ?? environment[secretVariable] ?? "")
        .update(line)
        .digest("hex");
      expect(given).toEqual([ingestUrl, "-H", `x-key: sha256=${hex}`, "-d", line]);
      const sha512 = { ...auth("HMAC"), hmacAlg: "sha512" };
      expect(argumentsOf(curlCommand({ ingestUrl, auth: sha512, secret: "k", line }))[2]).toBe(
        `x-key: sha512=${createHmac("sha512", "k").update(line).digest("hex")}`,
      );
    },
  );

  test.runIf(hasOpenssl)("in one line it hands curl the same", () => {
    const target = { ingestUrl, auth: auth("HMAC"), secret: "k", line: "", isWithHeaders: true };
    expect(curlLine(target)).not.toContain("\n");
    expect(argumentsOf(curlLine(target))).toEqual(argumentsOf(curlCommand(target)));
    expect(argumentsOf(curlLine(target))[0]).toBe("-i");
  });

  test("an address with characters a shell reads is quoted", () => {
    const address = "http://127.0.0.1:3000/in?a=1&b=2";
    expect(argumentsOf(curlCommand({ ingestUrl: address, auth: null, secret: null, line: "{}" }))[0]).toBe(address);
  });
});
