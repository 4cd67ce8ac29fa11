import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { describeDestination } from "#lib/destinations/define-destination.ts";
import { standardSignature, webhook } from "./webhook.ts";

const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

/** Runs the code that receivers are given to copy. */
function verify(headers: Record<string, string>, body: string): boolean {
  const code = describeDestination(webhook).fields.find((field) => field.name === "secret")?.usage?.code;
  const call = `console.log(isFromTelltale(${JSON.stringify(headers)}, ${JSON.stringify(body)}, ${JSON.stringify(secret)}))`;
  return (
    execFileSync(process.execPath, ["--input-type=module", "-e", `${code}\n${call}`])
      .toString()
      .trim() === "true"
  );
}

test("the code that receivers copy takes what is signed and nothing else", () => {
  const at = Math.floor(Date.now() / 1000);
  const body = '{"type":"alert.opened"}';
  const headers = (timestamp: number) => ({
    "webhook-id": "msg_1",
    "webhook-timestamp": String(timestamp),
    "webhook-signature": standardSignature(secret, "msg_1", timestamp, body),
  });
  expect(verify(headers(at), body)).toBe(true);
  expect(verify(headers(at), `${body} `)).toBe(false);
  expect(verify(headers(at - 3600), body)).toBe(false);
  expect(verify({ ...headers(at), "webhook-signature": "v1,AAAA" }, body)).toBe(false);
});
