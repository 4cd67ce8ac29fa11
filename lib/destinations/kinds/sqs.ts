import "server-only";
import { z } from "zod";
import type { AwsCredentials } from "#lib/aws.ts";
import { alertBody } from "#lib/destinations/alert-body.ts";
import { awsFailure } from "#lib/destinations/aws-failure.ts";
import { defineDestination, type SendIo } from "#lib/destinations/define-destination.ts";
import type { AlertMessage } from "#lib/destinations/schema.ts";

const region = /^[a-z]{2,}(-[a-z]+)+-\d$/;
const queuePath = /^\/(\d{12}|queue)\/[\w-]{1,80}(\.fifo)?$/;
/** SQS takes ten; five are ours. */
const maxOwnAttributes = 5;
const attributeName = /^(?!\.)(?!.*\.\.)(?!.*\.$)(?!aws\.)(?!amazon\.)[\w.-]{1,256}$/i;
const ownNames = ["event", "type", "kind", "severity", "alertId"];

const inQueue = { group: "Queue" };
const inAccess = { group: "Credentials" };
const inMessage = { group: "Message" };

const shared = {
  queueUrl: z
    .url({
      protocol: /^https?$/,
      error: "must be the URL of the queue, such as https://sqs.eu-west-1.amazonaws.com/123456789012/alerts",
    })
    .max(500, "must be at most 500 characters")
    .refine((text) => URL.canParse(text) && queuePath.test(new URL(text).pathname), {
      error: "must end with the account and the name of the queue, such as /123456789012/alerts",
    })
    .refine((text) => URL.canParse(text) && new URL(text).search === "" && new URL(text).username === "", {
      error: "must hold nothing but the address of the queue",
    })
    .meta({
      title: "Queue URL",
      description: "Each alert is sent here as one message. It stands in the console of SQS under Details.",
      placeholder: "https://sqs.eu-west-1.amazonaws.com/123456789012/alerts",
      ...inQueue,
    }),
  region: z
    .string()
    .trim()
    .regex(region, "must be a region of AWS, such as eu-west-1")
    .meta({
      title: "Region",
      description: "Of the queue; it is what requests are signed for.",
      placeholder: "eu-west-1",
      ...inQueue,
    }),
};

const message = {
  messageGroupId: z
    .string()
    .trim()
    .regex(/^[\x21-\x7e]{0,128}$/, "must be at most 128 letters, digits and punctuation marks, without spaces")
    .optional()
    .meta({
      title: "Message group",
      description:
        "For FIFO queues. Left empty, each alert is a group of its own: what happens to it comes in order, and alerts do not wait for each other.",
      ...inMessage,
    }),
  attributes: z
    .record(
      z
        .string()
        .regex(
          attributeName,
          "must be letters, digits, hyphens, dots and underscores, and not begin with AWS. or Amazon.",
        )
        .refine((name) => !ownNames.includes(name), `must be none of ${ownNames.join(", ")}, which are always sent`),
      z.string().min(1, "must not be empty").max(256, "must be at most 256 characters"),
    )
    .refine((map) => Object.keys(map).length <= maxOwnAttributes, `must be at most ${maxOwnAttributes}`)
    .optional()
    .meta({
      title: "More attributes",
      description: `Sent with each message beside ${ownNames.join(", ")}, for subscribers that filter by them. At most ${maxOwnAttributes}.`,
      ...inMessage,
    }),
};

const config = z
  .discriminatedUnion("credentials", [
    z.strictObject({ ...shared, credentials: z.literal("default"), ...message }),
    z.strictObject({
      ...shared,
      credentials: z.literal("role"),
      roleArn: z
        .string()
        .trim()
        .regex(
          /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/,
          "must be the ARN of a role, such as arn:aws:iam::123456789012:role/telltale",
        )
        .meta({
          title: "Role",
          description: "The role has to trust Telltale's own identity and allow sqs:SendMessage on the queue.",
          placeholder: "arn:aws:iam::123456789012:role/telltale-alerts",
          ...inAccess,
        }),
      externalId: z
        .string()
        .trim()
        .regex(/^[\w+=,.@:/-]{2,1224}$/, "must be 2 to 1,224 letters, digits and any of + = , . @ : / -")
        .optional()
        .meta({
          title: "External id",
          description: "What the trust policy of the role asks for, if it does.",
          ...inAccess,
        }),
      ...message,
    }),
    z.strictObject({
      ...shared,
      credentials: z.literal("key"),
      accessKeyId: z
        .string()
        .trim()
        .regex(/^[A-Z0-9]{16,128}$/, "must be an access key id, such as AKIAIOSFODNN7EXAMPLE")
        .meta({
          title: "Access key id",
          description: "Of a user that is allowed sqs:SendMessage on the queue.",
          ...inAccess,
        }),
      secretAccessKey: z
        .string()
        .trim()
        .regex(/^[\x21-\x7e]{16,128}$/, "must be the secret of the access key, without spaces")
        .meta({
          title: "Secret access key",
          description: "Stored sealed and never shown again.",
          secret: true,
          ...inAccess,
        }),
      ...message,
    }),
  ])
  .meta({
    title: "Sign in with",
    description: "Whose leave to send to the queue is used.",
    optionLabels: {
      default: "What Telltale runs with (instance, container, environment)",
      role: "A role that it may assume",
      key: "An access key",
    },
    ...inAccess,
  });

type SqsConfig = z.output<typeof config>;

function credentialsOf(given: SqsConfig): AwsCredentials {
  if (given.credentials === "default") return { type: "default" };
  if (given.credentials === "role") return { type: "role", roleArn: given.roleArn, externalId: given.externalId };
  return { type: "key", accessKeyId: given.accessKeyId, secretAccessKey: given.secretAccessKey };
}

/** SQS refuses a message with characters that XML 1.0 does not know; in JSON each can be written as an escape. */
function sqsText(json: string): string {
  return json.replace(/[\ufffe\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}

function attributesOf(alert: AlertMessage, more: Record<string, string> = {}) {
  const { event, type, kind, severity, alertId } = alert;
  const all = { event, type, kind, severity, alertId: alertId ?? "none", ...more };
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [name, { DataType: "String", StringValue: value }]),
  );
}

function inputOf(given: SqsConfig, alert: AlertMessage, io: SendIo) {
  const isFifo = new URL(given.queueUrl).pathname.endsWith(".fifo");
  const group = given.messageGroupId || alert.alertId || "test";
  return {
    QueueUrl: given.queueUrl,
    MessageBody: sqsText(alertBody(alert)),
    MessageAttributes: attributesOf(alert, given.attributes),
    ...(isFifo ? { MessageGroupId: group, MessageDeduplicationId: io.deliveryId } : {}),
  };
}

const queueAdvice = "Check the queue URL and the region; a queue that was deleted has to be made again.";
const gone = { reason: "not-found", isRetryable: false, advice: queueAdvice } as const;
const sqsMeanings = {
  QueueDoesNotExist: gone,
  NonExistentQueue: gone,
  QueueDeletedRecently: gone,
  AccessDenied: {
    reason: "unauthorized",
    isRetryable: false,
    advice: "Allow these credentials sqs:SendMessage on the queue, and the queue's own policy must not deny it.",
  },
} as const;

/** A queue of Amazon SQS, standard or FIFO. */
export const sqs = defineDestination({
  kind: "sqs",
  label: "Amazon SQS",
  description: "Sends each alert as a JSON message to a queue, standard or FIFO.",
  config,
  async send(given, alert, io) {
    const { host, origin } = new URL(given.queueUrl);
    try {
      const client = await io.aws("sqs", {
        region: given.region,
        credentials: credentialsOf(given),
        endpoint: origin,
      });
      const { MessageId, SequenceNumber, $metadata } = await client.sendMessage(inputOf(given, alert, io));
      const position = SequenceNumber === undefined ? "" : ` (number ${SequenceNumber})`;
      return { statusCode: $metadata.httpStatusCode ?? null, message: `Message ${MessageId}${position}` };
    } catch (error) {
      throw awsFailure(error, host, io.now, sqsMeanings);
    }
  },
});
