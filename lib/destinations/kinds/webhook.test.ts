import { execFileSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { alertBody } from "#lib/destinations/alert-body.ts";
import { completeConfig } from "#lib/destinations/config.ts";
import { describeDestination } from "#lib/destinations/describe-destination.ts";
import { sendWith } from "#lib/destinations/send.ts";
import { sampleMessage, sendOptions, testDestinationKind } from "#lib/testing/destination-kind-suite.ts";
import { startReceiver } from "#lib/testing/receiver.ts";
import { receiverWorld } from "#lib/testing/receiver-world.ts";
import { standardSignature, webhook } from "./webhook.ts";

testDestinationKind(webhook, { configs: (url) => ({ signed: { url } }) });

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

// Known answer of the specification's reference libraries (standard-webhooks/standard-webhooks, tests).
test("signs as the reference libraries do", () => {
  const signature = standardSignature(
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "msg_p5jXN8AQM9LWM0D4loKWxJek",
    1614265330,
    '{"test": 2432232314}',
  );
  expect(signature).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
});

test("sends its id, a timestamp of now and a signature over the bytes", async () => {
  const receiver = await startReceiver({ secret });
  const now = new Date();
  const options = sendOptions(receiverWorld(receiver.url), { deliveryId: "d-7", now });
  const receipt = await sendWith("webhook", { url: receiver.url, secret }, sampleMessage, options);
  expect(receipt).toEqual({ statusCode: 200, message: "ok" });
  const [received] = receiver.received;
  expect(received).toMatchObject({ id: "d-7", timestamp: Math.floor(now.getTime() / 1000), isSignatureValid: true });
  const key = Buffer.from(secret.slice(6), "base64");
  const expected = createHmac("sha256", key).update(`d-7.${received?.timestamp}.${received?.body}`).digest("base64");
  expect(received?.headers["webhook-signature"]).toBe(`v1,${expected}`);
  await receiver.close();
});

describe("the body", () => {
  test("carries the keys that receivers of Panther's webhook know", () => {
    const body = JSON.parse(alertBody(sampleMessage));
    expect(body).toMatchObject({ type: "alert.opened", timestamp: sampleMessage.occurredAt });
    const keys = "id createdAt severity type link title name alertId alertContext description runbook tags version";
    expect(Object.keys(body.data)).toEqual(expect.arrayContaining(keys.split(" ")));
  });

  test("marks what a person sent again", () => {
    expect(JSON.parse(alertBody({ ...sampleMessage, isResent: true })).data.title).toBe(
      `[Re-sent]: ${sampleMessage.title}`,
    );
  });
});

test.each(["whsec_short", "plain", `whsec_${Buffer.alloc(70).toString("base64")}`])(
  "refuses the secret %s",
  (given) => {
    expect(() => completeConfig(webhook, { url: "https://example.com", secret: given }, null)).toThrow(
      "config.secret: must be whsec_",
    );
  },
);

test.each([
  ["ftp://example.com", "must be a URL that begins with https:// or http://"],
  ["example.com", "must be a URL that begins with https:// or http://"],
  ["https://user:pw@example.com", "must hold no user name or password"],
])("refuses the address %s", (url, words) => {
  expect(() => completeConfig(webhook, { url }, null)).toThrow(`config.url: ${words}`);
});
