import "server-only";
import { AssumeRoleError, awsTimeoutMs } from "#lib/aws.ts";
import { messageOf } from "#lib/errors.ts";
import { OutboundError, toOutboundError } from "#lib/outbound-error.ts";
import { failureOf, retryAfterOf } from "./answer.ts";
import { DeliveryError } from "./delivery-error.ts";
import { excerptOf } from "./excerpt.ts";
import type { DeliveryFailureReason } from "./terms.ts";

interface AwsErrorShape extends Error {
  Code?: string;
  $metadata?: { httpStatusCode?: number };
  $response?: { statusCode?: number; headers?: Record<string, string> };
}

interface Meaning {
  reason: DeliveryFailureReason;
  isRetryable: boolean;
  /** What to do, as a sentence. */
  advice: string;
}

const keyAdvice = "Check the access key and its secret; a key that was deleted or deactivated has to be made anew.";
const clockAdvice = "Set the clock of the machine that Telltale runs on.";
const kmsAdvice =
  "Check the KMS key that the queue is encrypted with: it has to be enabled, and its policy has to let these credentials use it.";

const unauthorized = (advice: string): Meaning => ({ reason: "unauthorized", isRetryable: false, advice });
const limited: Meaning = { reason: "rate-limited", isRetryable: true, advice: "" };

/** Codes of AWS's common errors and of its messaging services, without `Exception` and prefixes. */
const meanings: Record<string, Meaning> = {
  InvalidClientTokenId: unauthorized(keyAdvice),
  UnrecognizedClient: unauthorized(keyAdvice),
  InvalidAccessKeyId: unauthorized(keyAdvice),
  SignatureDoesNotMatch: unauthorized(keyAdvice),
  InvalidSignature: unauthorized(keyAdvice),
  MissingAuthenticationToken: unauthorized(keyAdvice),
  IncompleteSignature: unauthorized(keyAdvice),
  RequestExpired: unauthorized(clockAdvice),
  RequestTimeTooSkewed: unauthorized(clockAdvice),
  // Temporary credentials are fetched anew for the next attempt.
  ExpiredToken: { reason: "unauthorized", isRetryable: true, advice: "" },
  KmsAccessDenied: unauthorized(
    "Allow these credentials kms:GenerateDataKey and kms:Decrypt on the key that encrypts it.",
  ),
  KmsDisabled: { reason: "refused", isRetryable: false, advice: kmsAdvice },
  KmsInvalidState: { reason: "refused", isRetryable: false, advice: kmsAdvice },
  KmsInvalidKeyUsage: { reason: "refused", isRetryable: false, advice: kmsAdvice },
  KmsNotFound: { reason: "refused", isRetryable: false, advice: kmsAdvice },
  KmsOptInRequired: { reason: "refused", isRetryable: false, advice: kmsAdvice },
  KmsThrottled: limited,
  RequestThrottled: limited,
  Throttling: limited,
  ThrottledRequest: limited,
  TooManyRequests: limited,
  RequestLimitExceeded: limited,
  OverLimit: limited,
  OptInRequired: unauthorized("The account has to sign up for the service, or the region is not enabled for it."),
};

/** `com.amazonaws.sqs#QueueDoesNotExist`, `AWS.SimpleQueueService.NonExistentQueue`, `ThrottlingException` → the bare name. */
function codeOf(error: AwsErrorShape): string {
  const name = error.Code ?? error.name;
  return name.replace(/^.*[#.]/, "").replace(/Exception$/, "");
}

function statusOf(error: AwsErrorShape): number | null {
  return error.$metadata?.httpStatusCode ?? error.$response?.statusCode ?? null;
}

function said(error: AwsErrorShape): string {
  const message = excerptOf(messageOf(error));
  return message === "" || message === "UnknownError" ? codeOf(error) : `${codeOf(error)}: ${message}`;
}

function assumeRoleFailure(error: AssumeRoleError, now: Date): DeliveryError {
  const cause = error.cause as AwsErrorShape;
  const isDenied = codeOf(cause) === "AccessDenied";
  const advice = isDenied
    ? " The trust policy of the role has to let Telltale's own identity assume it, with this external id."
    : "";
  const status = statusOf(cause);
  return new DeliveryError(
    "unauthorized",
    `The role ${error.roleArn} could not be assumed (${said(cause)}).${advice}`,
    {
      isRetryable: !isDenied && (status === null || status >= 500 || status === 429),
      retryAfterMs: retryAfterOf(cause.$response?.headers?.["retry-after"], now),
      statusCode: status,
      cause: error,
    },
  );
}

const networkNames = new Set(["TimeoutError", "NetworkingError"]);
const isOfNetwork = (error: NodeJS.ErrnoException) => error.code !== undefined || networkNames.has(error.name);

/**
 * What an error of the AWS SDK means for a delivery, with AWS's words and what to do. What is not of AWS or of the network is
 * ours and comes back as it is.
 * @param host whom a failure of the network is about.
 * @param own meanings of the service's own codes; they come before the common ones.
 */
export function awsFailure(thrown: unknown, host: string, now: Date, own: Record<string, Meaning> = {}): unknown {
  for (let at: unknown = thrown; at instanceof Error; at = at.cause) if (at instanceof OutboundError) return at;
  if (thrown instanceof AssumeRoleError) return assumeRoleFailure(thrown, now);
  const error = thrown as AwsErrorShape;
  if (error.name === "CredentialsProviderError") {
    const message = `No AWS credentials were found where Telltale runs (${excerptOf(messageOf(error))}). Give it a role or a profile, or enter an access key`;
    return new DeliveryError("unauthorized", message, { isRetryable: true, cause: error });
  }
  if (error.message === "InvalidChecksumError") {
    return new OutboundError(
      "unreadable-answer",
      `${host}: it confirmed another text than the one that was sent`,
      error,
    );
  }
  const status = statusOf(error);
  if (status === null) return isOfNetwork(error) ? toOutboundError(error, host, awsTimeoutMs) : error;
  const meaning = own[codeOf(error)] ?? meanings[codeOf(error)];
  const advice = meaning?.advice ? `. ${meaning.advice}` : "";
  // Of an answer that is not AWS's the SDK says how it failed to read it, which helps nobody.
  const isAws = !["SyntaxError", "Error", "TypeError", "Unknown", "UnknownError"].includes(codeOf(error));
  const reading = isAws ? { message: `AWS answered ${said(error)}${advice}`, ...meaning } : null;
  return failureOf({ status, headers: error.$response?.headers ?? {}, body: "" }, now, reading);
}
