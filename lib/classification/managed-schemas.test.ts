import { describe, expect, it } from "vitest";
import { managedSchemas } from "#lib/schemas/managed.ts";
import { attachSchema, Classifier } from "./classifier.ts";

const arrivedAt = Date.UTC(2026, 10, 24) * 1000;

const schemas = [...managedSchemas().values()].map(({ name, schema }) => attachSchema(name, schema));

/** Events in the shape the vendors document. */
const events: [logType: string, event: object][] = [
  [
    "AWS.CloudTrail",
    {
      eventVersion: "1.09",
      userIdentity: {
        type: "IAMUser",
        principalId: "AIDA1",
        arn: "arn:aws:iam::123456789012:user/ada",
        accountId: "123456789012",
        userName: "ada",
      },
      eventTime: "2026-11-24T10:00:00Z",
      eventSource: "iam.amazonaws.com",
      eventName: "CreateUser",
      awsRegion: "us-east-1",
      sourceIPAddress: "192.0.2.1",
      userAgent: "aws-cli/2.13.5",
      requestParameters: { userName: "grace" },
      responseElements: null,
      requestID: "4da3a9e2",
      eventID: "9e9d3c4c",
      readOnly: false,
      eventType: "AwsApiCall",
      managementEvent: true,
      recipientAccountId: "123456789012",
    },
  ],
  [
    "Okta.SystemLog",
    {
      actor: { id: "00u1", type: "User", alternateId: "ada@acme.example", displayName: "Ada" },
      client: { userAgent: { rawUserAgent: "curl" }, ipAddress: "192.0.2.1", geographicalContext: null },
      eventType: "user.session.start",
      outcome: { result: "SUCCESS", reason: null },
      published: "2026-11-24T10:00:00.000Z",
      severity: "INFO",
      uuid: "f790999f",
      version: "0",
      request: { ipChain: [{ ip: "192.0.2.1", version: "V4", source: null }] },
      target: null,
    },
  ],
  [
    "GitHub.Audit",
    {
      "@timestamp": 1_790_000_000_000,
      action: "org.add_member",
      actor: "ada",
      created_at: 1_790_000_000_000,
      org: "acme",
      user: "grace",
    },
  ],
  [
    "GCP.AuditLog",
    {
      protoPayload: {
        "@type": "type.googleapis.com/google.cloud.audit.AuditLog",
        methodName: "SetIamPolicy",
        serviceName: "cloudresourcemanager.googleapis.com",
        authenticationInfo: { principalEmail: "ada@acme.example" },
        requestMetadata: { callerIp: "192.0.2.1" },
        authorizationInfo: [{ permission: "x", granted: true }],
        status: {},
      },
      insertId: "1x",
      resource: { type: "project", labels: { project_id: "acme" } },
      timestamp: "2026-11-24T10:00:00.123456789Z",
      severity: "NOTICE",
      logName: "projects/acme/logs/cloudaudit.googleapis.com%2Factivity",
      receiveTimestamp: "2026-11-24T10:00:01Z",
    },
  ],
  [
    "Slack.AuditLogs",
    {
      id: "0123a45b",
      date_create: 1_790_000_000,
      action: "user_login",
      actor: { type: "user", user: { id: "W1", name: "Ada", email: "ada@acme.example" } },
      entity: { type: "user", user: { id: "W1" } },
      context: {
        location: { type: "enterprise", id: "E1", name: "Acme", domain: "acme" },
        ua: "x",
        ip_address: "192.0.2.1",
      },
    },
  ],
];

/** Lines that are none of these, some of them close. */
const strangers = [
  {},
  { message: "hello" },
  { action: "x" },
  { actor: { id: "1" }, action: "x" },
  { eventName: "x" },
  { version: "0", severity: "LOW", actor: { id: "1", type: "User" }, client: {} },
  { jsonPayload: {}, resource: {}, timestamp: "2026-11-24T10:00:00Z" },
  { protoPayload: { "@type": "type.googleapis.com/google.appengine.logging.v1.RequestLog" } },
];

describe("managed schemas", () => {
  it.each(events)("%s takes its own event and no other schema does", (logType, event) => {
    const line = JSON.stringify(event);
    const takers = schemas.filter(
      (schema) => new Classifier([schema], 100, arrivedAt).classify(line, false).kind === "event",
    );
    expect(takers.map((schema) => schema.logType)).toEqual([logType]);
  });

  it.each(events)("%s reads the time of its event", (_, event) => {
    const outcome = new Classifier(schemas, 100, arrivedAt).classify(JSON.stringify(event), false);
    expect(outcome.kind === "event" && outcome.eventTime).toBeGreaterThan(1.7e15);
  });

  it.each(strangers)("nobody takes %j", (event) => {
    expect(new Classifier(schemas, 100, arrivedAt).classify(JSON.stringify(event), false).kind).toBe("no_match");
  });

  it("each say what they are and where it is documented", () => {
    for (const { schema } of managedSchemas().values()) {
      expect(schema.description).toMatch(/^[A-Z].*\.$/);
      expect(schema.referenceURL).toMatch(/^https:\/\//);
    }
  });
});
