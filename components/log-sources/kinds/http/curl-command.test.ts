import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { curlCommand } from "./curl-command.ts";

const ingestUrl = "https://telltale.example.com/api/ingest/http/3f9c2b1e";

/** What a shell hands to curl. */
function argumentsOf(command: string, environment: Record<string, string> = {}): string[] {
  const script = `curl() { printf '%s\\0' "$@"; }\n${command}`;
  return execFileSync("sh", ["-c", script], { env: { ...process.env, ...environment } })
    .toString()
    .split("\0")
    .slice(0, -1);
}

describe("curlCommand", () => {
  test("sends the line with its secret", () => {
    const command = curlCommand({ ingestUrl, headerKey: "x-telltale-secret", secret: "tt_s_7Qm2", line: '{"a":1}' });
    expect(command.split("\n")).toHaveLength(3);
    expect(argumentsOf(command)).toEqual([ingestUrl, "-H", "x-telltale-secret: tt_s_7Qm2", "-d", '{"a":1}']);
  });

  test("quotes, dollars and backslashes reach the server as they are", () => {
    const line = `{"name":"O'Brien $HOME \`id\` \\n"}`;
    const command = curlCommand({ ingestUrl, headerKey: "x-key", secret: "a'b$c", line });
    expect(argumentsOf(command)).toEqual([ingestUrl, "-H", "x-key: a'b$c", "-d", line]);
  });

  test("a secret that is not shown any more comes from the environment", () => {
    const command = curlCommand({ ingestUrl, headerKey: "x-key", secret: null, line: "{}" });
    expect(argumentsOf(command, { TELLTALE_SECRET: "s" })).toEqual([ingestUrl, "-H", "x-key: s", "-d", "{}"]);
  });

  test("no header where there is no secret", () => {
    expect(argumentsOf(curlCommand({ ingestUrl, headerKey: null, secret: null, line: "{}" }))).toEqual([
      ingestUrl,
      "-d",
      "{}",
    ]);
  });

  test("an address with characters a shell reads is quoted", () => {
    const address = "http://127.0.0.1:3000/in?a=1&b=2";
    expect(argumentsOf(curlCommand({ ingestUrl: address, headerKey: null, secret: null, line: "{}" }))[0]).toBe(
      address,
    );
  });
});
