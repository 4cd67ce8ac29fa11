import { expect, test } from "vitest";
import { createAws } from "./aws.ts";
import { createOutbound } from "./http.ts";

const key = { type: "key", accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret" } as const;
const access = { region: "eu-west-1", credentials: key };

test("a client is made once a service, region, endpoint and credentials", async () => {
  const aws = createAws(createOutbound({ allow: "127.0.0.0/8" }));
  const client = await aws("sqs", access);
  expect(await aws("sqs", { ...access, credentials: { ...key } })).toBe(client);
  for (const other of [
    { ...access, region: "us-east-1" },
    { ...access, endpoint: "http://127.0.0.1:1" },
    { ...access, credentials: { ...key, secretAccessKey: "another" } },
    { ...access, credentials: { type: "default" } as const },
  ]) {
    expect(await aws("sqs", other)).not.toBe(client);
  }
});

test("an endpoint of the user's is judged by the guard, as a literal and when its name is resolved", async () => {
  const outbound = createOutbound({ allow: "", resolve: async () => [{ address: "10.0.0.7", family: 4 }] });
  const aws = createAws(outbound);
  await expect(aws("sqs", { ...access, endpoint: "http://169.254.169.254" })).rejects.toMatchObject({
    reason: "blocked-address",
  });
  const client = await aws("sqs", { ...access, endpoint: "https://sqs.eu-west-1.amazonaws.com" });
  const sent = client.sendMessage({ QueueUrl: "https://sqs.eu-west-1.amazonaws.com/123456789012/a", MessageBody: "x" });
  await expect(sent).rejects.toMatchObject({
    message: expect.stringContaining("sqs.eu-west-1.amazonaws.com resolves to 10.0.0.7, a private address"),
  });
});
