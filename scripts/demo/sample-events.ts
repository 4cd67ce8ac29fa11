/**
 * Events in the shape that each vendor documents, made for the demo and for screenshots: no line of a real log.
 * Every function takes the moment of the event and a number that varies the rest.
 */
type SampleEvent = Record<string, unknown>;

const people = ["m.ito", "j.roy", "a.okafor", "s.lind", "d.costa", "p.nowak"];
const pick = <T>(items: readonly T[], n: number): T => items[n % items.length] as T;
const address = (n: number) => `203.0.113.${10 + (n % 200)}`;
const hex = (n: number, length: number) => ((n + 1) * 2654435761).toString(16).padStart(length, "0").slice(-length);
const uuid = (n: number) => `${hex(n, 8)}-${hex(n + 1, 4)}-4${hex(n + 2, 3)}-8${hex(n + 3, 3)}-${hex(n + 4, 12)}`;

/** docs.aws.amazon.com, CloudTrail record contents. */
function cloudTrail(at: Date, n: number): SampleEvent {
  const [source, name] = pick(
    [
      ["iam.amazonaws.com", "ListRoles"],
      ["ec2.amazonaws.com", "DescribeInstances"],
      ["s3.amazonaws.com", "GetBucketPolicy"],
      ["sts.amazonaws.com", "AssumeRole"],
      ["kms.amazonaws.com", "Decrypt"],
    ] as const,
    n,
  );
  const role = "arn:aws:iam::111122223333:role/deploy";
  return {
    eventVersion: "1.11",
    userIdentity: {
      type: "AssumedRole",
      principalId: "AROAEXAMPLE:session",
      arn: `arn:aws:sts::111122223333:assumed-role/deploy/${pick(people, n)}`,
      accountId: "111122223333",
      sessionContext: {
        sessionIssuer: {
          type: "Role",
          principalId: "AROAEXAMPLE",
          arn: role,
          accountId: "111122223333",
          userName: "deploy",
        },
        attributes: { creationDate: at.toISOString().replace(/\.\d+/, ""), mfaAuthenticated: "false" },
      },
    },
    eventTime: at.toISOString().replace(/\.\d+/, ""),
    eventSource: source,
    eventName: name,
    awsRegion: "eu-central-1",
    sourceIPAddress: address(n),
    userAgent: "aws-cli/2.31.0",
    requestParameters: n % 3 === 0 ? null : { maxResults: 50 },
    responseElements: null,
    requestID: uuid(n),
    eventID: uuid(n + 1),
    readOnly: true,
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: "111122223333",
    eventCategory: "Management",
  };
}

/** developer.okta.com, System Log API, LogEvent object. */
function oktaSystemLog(at: Date, n: number): SampleEvent {
  const person = pick(people, n);
  return {
    uuid: uuid(n),
    published: at.toISOString(),
    eventType: pick(["user.session.start", "policy.evaluate_sign_on", "user.authentication.sso"], n),
    version: "0",
    severity: "INFO",
    legacyEventType: "core.user_auth.login_success",
    displayMessage: "User login to Okta",
    actor: {
      id: `00u${hex(n, 8)}`,
      type: "User",
      alternateId: `${person}@example.com`,
      displayName: person,
      detailEntry: null,
    },
    client: {
      userAgent: { rawUserAgent: "Mozilla/5.0", os: "Mac OS X", browser: "CHROME" },
      zone: "null",
      device: "Computer",
      id: null,
      ipAddress: address(n),
      geographicalContext: {
        city: "Oslo",
        state: "Oslo",
        country: "Norway",
        postalCode: "0150",
        geolocation: { lat: 59.91, lon: 10.75 },
      },
    },
    outcome: { result: "SUCCESS", reason: null },
    target: [
      { id: `0oa${hex(n, 8)}`, type: "AppInstance", alternateId: "Console", displayName: "Console", detailEntry: null },
    ],
    transaction: { type: "WEB", id: hex(n, 12), detail: {} },
    debugContext: { debugData: { requestUri: "/api/v1/authn" } },
    authenticationContext: { authenticationStep: 0, externalSessionId: `trs${hex(n, 10)}` },
    securityContext: { asNumber: 64500, asOrg: "example", isp: "example", domain: "example.com", isProxy: false },
    request: { ipChain: [{ ip: address(n), version: "V4", source: null }] },
  };
}

/** docs.github.com, audit log events for an organisation. */
function gitHubAudit(at: Date, n: number): SampleEvent {
  const action = pick(["git.clone", "repo.create", "org.update_member", "protected_branch.update_name"], n);
  return {
    "@timestamp": at.getTime(),
    _document_id: hex(n, 16),
    action,
    actor: pick(people, n).replace(".", "-"),
    actor_id: 1000 + n,
    actor_ip: address(n),
    actor_location: { country_code: "NO" },
    created_at: at.getTime(),
    operation_type: "modify",
    org: "example-org",
    org_id: 4242,
    repo: "example-org/console",
    user: "example-bot",
    user_id: 77,
    visibility: "private",
  };
}

/** cloud.google.com, LogEntry with an AuditLog payload. */
function gcpAudit(at: Date, n: number): SampleEvent {
  return {
    protoPayload: {
      "@type": "type.googleapis.com/google.cloud.audit.AuditLog",
      status: {},
      authenticationInfo: { principalEmail: `${pick(people, n)}@example.com` },
      requestMetadata: {
        callerIp: address(n),
        callerSuppliedUserAgent: "google-cloud-sdk",
        requestAttributes: {},
        destinationAttributes: {},
      },
      serviceName: "storage.googleapis.com",
      methodName: pick(["storage.buckets.get", "storage.objects.list", "storage.setIamPermissions"], n),
      authorizationInfo: [
        {
          resource: "projects/_/buckets/audit",
          permission: "storage.buckets.get",
          granted: true,
          resourceAttributes: {},
        },
      ],
      resourceName: "projects/_/buckets/audit",
    },
    insertId: hex(n, 12),
    resource: {
      type: "gcs_bucket",
      labels: { bucket_name: "audit", project_id: "example-prod", location: "europe-west1" },
    },
    timestamp: at.toISOString(),
    severity: "INFO",
    logName: "projects/example-prod/logs/cloudaudit.googleapis.com%2Factivity",
    receiveTimestamp: new Date(at.getTime() + 400).toISOString(),
  };
}

/** api.slack.com, Audit Logs API, entry object. */
function slackAudit(at: Date, n: number): SampleEvent {
  const person = pick(people, n);
  return {
    id: uuid(n),
    date_create: Math.floor(at.getTime() / 1000),
    action: pick(["user_login", "file_downloaded", "public_channel_created"], n),
    actor: {
      type: "user",
      user: { id: `W${hex(n, 8).toUpperCase()}`, name: person, email: `${person}@example.com`, team: "T0EXAMPLE" },
    },
    entity: {
      type: "user",
      user: { id: `W${hex(n, 8).toUpperCase()}`, name: person, email: `${person}@example.com`, team: "T0EXAMPLE" },
    },
    context: {
      location: { type: "workspace", id: "T0EXAMPLE", name: "Example", domain: "example" },
      ua: "Mozilla/5.0",
      session_id: 5000 + n,
      ip_address: address(n),
    },
  };
}

/** One maker a managed log type. */
export const sampleEvents: Record<string, (at: Date, n: number) => SampleEvent> = {
  "AWS.CloudTrail": cloudTrail,
  "Okta.SystemLog": oktaSystemLog,
  "GitHub.Audit": gitHubAudit,
  "GCP.AuditLog": gcpAudit,
  "Slack.AuditLogs": slackAudit,
};

/** An Okta event as a sender writes it after an update that changed its time format: no schema takes it. */
export function brokenOktaEvent(at: Date, n: number): SampleEvent {
  const wrong = `${at.toISOString().slice(0, 10).replaceAll("-", "/")} ${at.toISOString().slice(11, 19)}`;
  return { ...oktaSystemLog(at, n), published: wrong };
}
