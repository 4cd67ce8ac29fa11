import { expect, test } from "vitest";
import { AssumeRoleError } from "#lib/aws.ts";
import { awsFailure } from "./aws-failure.ts";

const now = new Date("2026-11-28T10:00:00Z");

/** An error as the SDK throws it for an answer of 503 that says when to come back. */
const busy = Object.assign(new Error("Slow down"), {
  name: "ServiceUnavailable",
  $metadata: { httpStatusCode: 503 },
  $response: { statusCode: 503, headers: { "retry-after": "15" } },
});

test.each([
  ["a service", busy],
  ["the role's", new AssumeRoleError("arn:aws:iam::123456789012:role/x", busy)],
])("honors Retry-After of %s answer", (_, error) => {
  expect(awsFailure(error, "sqs.test", now)).toMatchObject({
    isRetryable: true,
    retryAfterMs: 15_000,
    statusCode: 503,
  });
});
