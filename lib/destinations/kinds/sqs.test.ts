import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { SQS } from "@aws-sdk/client-sqs";
import { buildApp } from "fauxqs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAws } from "#lib/aws.ts";
import { type Config, completeConfig } from "#lib/destinations/config.ts";
import { describeDestination } from "#lib/destinations/describe-destination.ts";
import { sendWith } from "#lib/destinations/send.ts";
import { createWorld, type World } from "#lib/destinations/world.ts";
import { createOutbound } from "#lib/http.ts";
import { failureOf, sampleMessage, sendOptions, testDestinationKind } from "#lib/testing/destination-kind-suite.ts";
import { type Behaviour, type Received, startReceiver } from "#lib/testing/receiver.ts";
import { receiverWorld } from "#lib/testing/receiver-world.ts";
import { sqs } from "./sqs.ts";

const key = {
  credentials: "key",
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI-K7MDENG-EXAMPLEKEY",
};
const role = { credentials: "role", roleArn: "arn:aws:iam::123456789012:role/telltale", externalId: "telltale-1" };
const at = (url: string) => ({ queueUrl: `${new URL(url).origin}/123456789012/alerts`, region: "eu-west-1" });

/** What AWS answers to a message; the client compares the checksum. */
function accepted({ body }: Received, sent = (JSON.parse(body) as { MessageBody: string }).MessageBody): Behaviour {
  const answer = { MessageId: "m-1", MD5OfMessageBody: createHash("md5").update(sent).digest("hex") };
  return { status: 200, headers: { "content-type": "application/x-amz-json-1.0" }, body: JSON.stringify(answer) };
}

testDestinationKind(sqs, {
  configs: (url) => ({
    key: { ...at(url), ...key },
    role: { ...at(url), ...role },
    default: { ...at(url), credentials: "default" },
  }),
  answer: (received) => accepted(received),
});

let queues: SQS;
let endpoint = "";
let stop: () => Promise<void>;
beforeAll(async () => {
  const app = buildApp({ logger: false });
  endpoint = await app.listen({ port: 0, host: "127.0.0.1" });
  queues = new SQS({ endpoint, region: "eu-west-1", credentials: { accessKeyId: "a", secretAccessKey: "b" } });
  stop = () => app.close();
});
afterAll(() => stop());

const outbound = createOutbound({ allow: "127.0.0.0/8" });
const world = createWorld(outbound);

async function makeQueue(name: string, attributes: Record<string, string> = {}): Promise<string> {
  await queues.createQueue({ QueueName: name, Attributes: attributes });
  return `${endpoint}/000000000000/${name}`;
}

async function readAll(queueUrl: string) {
  const { Messages = [] } = await queues.receiveMessage({
    QueueUrl: queueUrl,
    MaxNumberOfMessages: 10,
    MessageAttributeNames: ["All"],
    MessageSystemAttributeNames: ["All"],
  });
  return Messages;
}

const send = (config: Config, deliveryId = "d-1", message = sampleMessage, by: World = world) =>
  sendWith("sqs", completeConfig(sqs, { region: "eu-west-1", ...key, ...config }, null).config, message, {
    ...sendOptions(by),
    deliveryId,
  });

describe("a queue", () => {
  test("gets the alert as JSON, with attributes to filter by", async () => {
    const queueUrl = await makeQueue("alerts");
    const receipt = await send({ queueUrl, attributes: { team: "soc" } });
    expect(receipt).toMatchObject({ statusCode: 200, message: expect.stringMatching(/^Message [0-9a-f-]{36}$/) });
    const [message] = await readAll(queueUrl);
    expect(JSON.parse(message?.Body ?? "")).toMatchObject({
      type: "alert.opened",
      data: { title: sampleMessage.title },
    });
    const attributes = Object.entries(message?.MessageAttributes ?? {}).map(([name, value]) => [
      name,
      value.StringValue,
    ]);
    expect(Object.fromEntries(attributes)).toEqual({
      event: "alert.opened",
      type: "SYSTEM_ERROR",
      kind: "EXAMPLE",
      severity: "CRITICAL",
      alertId: sampleMessage.alertId,
      team: "soc",
    });
  });

  test("that is FIFO keeps an alert in order and takes a repeated attempt once", async () => {
    const queueUrl = await makeQueue("alerts.fifo", { FifoQueue: "true" });
    await send({ queueUrl }, "d-1");
    await send({ queueUrl }, "d-1");
    await send({ queueUrl, messageGroupId: "all" }, "d-2", { ...sampleMessage, event: "alert.resolved" });
    const messages = await readAll(queueUrl);
    expect(messages.map(({ Attributes }) => [Attributes?.MessageGroupId, Attributes?.MessageDeduplicationId])).toEqual([
      [sampleMessage.alertId, "d-1"],
      ["all", "d-2"],
    ]);
  });

  test("takes a test alert, which belongs to no alert", async () => {
    const queueUrl = await makeQueue("tests.fifo", { FifoQueue: "true" });
    await send({ queueUrl }, "test_1", { ...sampleMessage, event: "alert.test", alertId: null });
    expect((await readAll(queueUrl))[0]).toMatchObject({ Attributes: { MessageGroupId: "test" } });
  });

  test("that is not there is told with what to check", async () => {
    const error = await failureOf(send({ queueUrl: `${endpoint}/000000000000/nowhere` }));
    expect(error).toMatchObject({ reason: "not-found", isRetryable: false, statusCode: 400 });
    expect(error.message).toContain("Check the queue URL and the region");
  });
});

/** What AWS answers in its JSON protocol. */
const awsAnswer = (status: number, type: string, message = "words of AWS") => ({
  status,
  headers: { "content-type": "application/x-amz-json-1.0" },
  body: JSON.stringify({ __type: type, message }),
});

test.each([
  [403, "com.amazonaws.sqs#AccessDeniedException", "unauthorized", false, "sqs:SendMessage"],
  [400, "com.amazonaws.sqs#KmsAccessDenied", "unauthorized", false, "kms:GenerateDataKey"],
  [403, "InvalidClientTokenId", "unauthorized", false, "Check the access key"],
  [403, "SignatureDoesNotMatch", "unauthorized", false, "Check the access key"],
  [403, "ExpiredTokenException", "unauthorized", true, "words of AWS"],
  [403, "RequestExpired", "unauthorized", false, "Set the clock"],
  [400, "com.amazonaws.sqs#QueueDoesNotExist", "not-found", false, "Check the queue URL"],
  [400, "com.amazonaws.sqs#KmsDisabled", "refused", false, "KMS key"],
  [400, "com.amazonaws.sqs#RequestThrottled", "rate-limited", true, "words of AWS"],
  [400, "ThrottlingException", "rate-limited", true, "words of AWS"],
  [400, "com.amazonaws.sqs#InvalidMessageContents", "refused", false, "words of AWS"],
  [400, "com.amazonaws.sqs#UnsupportedOperation", "refused", false, "words of AWS"],
  [503, "ServiceUnavailable", "server-error", true, "words of AWS"],
  [500, "InternalFailure", "server-error", true, "words of AWS"],
] as const)("%i %s is %s (tried again: %s)", async (status, type, reason, isRetryable, words) => {
  const receiver = await startReceiver();
  receiver.answerWith(awsAnswer(status, type));
  const error = await failureOf(send(at(receiver.url), "d-1", sampleMessage, receiverWorld(receiver.url)));
  expect(error).toMatchObject({ reason, isRetryable, statusCode: status });
  expect(error.message).toContain(words);
  expect(receiver.received).toHaveLength(1);
  await receiver.close();
});

test("an answer to another text is not taken for an arrival", async () => {
  const receiver = await startReceiver();
  receiver.answerWith((received) => accepted(received, "another text"));
  const error = await failureOf(send(at(receiver.url)));
  expect(error).toMatchObject({ reason: "unreadable-answer", isRetryable: true });
  await receiver.close();
});

/** STS, as far as AssumeRole goes. */
async function startSts(answer: (body: URLSearchParams) => { status: number; body: string }) {
  const asked: URLSearchParams[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = new URLSearchParams(Buffer.concat(chunks).toString());
    asked.push(body);
    const { status, body: xml } = answer(body);
    response.writeHead(status, { "content-type": "text/xml" }).end(xml);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stsEndpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { asked, stsEndpoint, close: () => server.close() };
}

describe("a role", () => {
  const assumed = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
    <AccessKeyId>ASIATEMPORARY0000001</AccessKeyId><SecretAccessKey>temporary</SecretAccessKey><SessionToken>session</SessionToken>
    <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
  const denied = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>AccessDenied</Code>
    <Message>User: arn:aws:sts::1:assumed-role/host is not authorized to perform: sts:AssumeRole</Message></Error></ErrorResponse>`;

  beforeAll(() => {
    process.env.AWS_ACCESS_KEY_ID = "AKIAOWNIDENTITY00001";
    process.env.AWS_SECRET_ACCESS_KEY = "own";
    return () => {
      delete process.env.AWS_ACCESS_KEY_ID;
      delete process.env.AWS_SECRET_ACCESS_KEY;
    };
  });

  test("is assumed once with its external id, and signs what is sent", async () => {
    const sts = await startSts(() => ({ status: 200, body: assumed }));
    const receiver = await startReceiver();
    receiver.answerWith((received) => accepted(received));
    const by = createWorld(outbound, createAws(outbound, sts));
    for (const id of ["d-1", "d-2"]) {
      await sendWith("sqs", { ...at(receiver.url), ...role }, sampleMessage, sendOptions(by, { deliveryId: id }));
    }
    expect(sts.asked.map((body) => [body.get("RoleArn"), body.get("ExternalId"), body.get("RoleSessionName")])).toEqual(
      [[role.roleArn, role.externalId, "telltale"]],
    );
    const { headers } = receiver.received[0] ?? {};
    expect(headers?.authorization).toContain("Credential=ASIATEMPORARY0000001/");
    expect(headers?.["x-amz-security-token"]).toBe("session");
    sts.close();
    await receiver.close();
  });

  test("that may not be assumed is told with what its trust policy needs", async () => {
    const sts = await startSts(() => ({ status: 403, body: denied }));
    const by = createWorld(outbound, createAws(outbound, sts));
    const error = await failureOf(
      sendWith("sqs", { ...at("http://127.0.0.1:1"), ...role }, sampleMessage, sendOptions(by)),
    );
    expect(error).toMatchObject({ reason: "unauthorized", isRetryable: false, statusCode: 403 });
    expect(error.message).toContain("sts:AssumeRole");
    expect(error.message).toContain("The trust policy of the role");
    sts.close();
  });
});

describe("the form", () => {
  const complete = (config: Config, stored: Config | null = null) => completeConfig(sqs, config, stored).config;
  const own = { queueUrl: "https://sqs.eu-west-1.amazonaws.com/123456789012/alerts", region: "eu-west-1" };

  test("shows of each way to sign in its own fields", () => {
    const shown = Object.fromEntries(describeDestination(sqs).fields.map(({ name, showIf }) => [name, showIf?.values]));
    expect(shown).toMatchObject({
      queueUrl: undefined,
      credentials: undefined,
      roleArn: ["role"],
      externalId: ["role"],
      accessKeyId: ["key"],
      secretAccessKey: ["key"],
      attributes: undefined,
    });
  });

  test("drops a secret with the way to sign in that it belongs to", () => {
    const stored = complete({ ...own, ...key });
    expect(complete({ ...own, ...role, secretAccessKey: "" }, stored)).toEqual({ ...own, ...role });
    expect(complete({ ...own, ...key, secretAccessKey: "" }, stored)).toEqual({ ...own, ...key });
  });

  test.each([
    [{ ...own, credentials: "magic" }, "config.credentials: must be one of default, role, key"],
    [
      { ...own, ...key, queueUrl: "https://sqs.eu-west-1.amazonaws.com/" },
      "config.queueUrl: must end with the account",
    ],
    [{ ...own, ...key, queueUrl: `${own.queueUrl}?x=1` }, "config.queueUrl: must hold nothing but the address"],
    [{ ...own, ...key, region: "Ireland" }, "config.region: must be a region of AWS"],
    [{ ...own, ...key, accessKeyId: "short" }, "config.accessKeyId: must be an access key id"],
    [{ ...own, ...key, secretAccessKey: "two words of text" }, "config.secretAccessKey: must be the secret"],
    [{ ...own, ...role, roleArn: "telltale" }, "config.roleArn: must be the ARN of a role"],
    [{ ...own, ...key, attributes: { "AWS.x": "1" } }, "config.attributes.AWS.x: must be letters, digits"],
    [{ ...own, ...key, attributes: { severity: "1" } }, "config.attributes.severity: must be none of event, type"],
    [{ ...own, ...key, messageGroupId: "with space" }, "config.messageGroupId: must be at most 128"],
  ])("refuses %j", (config, words) => {
    expect(() => complete(config)).toThrow(words);
  });
});
