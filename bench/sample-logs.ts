/** Log lines of real vendor shape from a fixed seed: the same bytes on every machine. */

/** A small generator of random numbers in [0, 1) (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Random = () => number;

function pick<T>(random: Random, values: readonly T[]): T {
  return values[Math.floor(random() * values.length)] as T;
}

function hex(random: Random, length: number): string {
  let text = "";
  while (text.length < length) text += Math.floor(random() * 16).toString(16);
  return text;
}

function digits(random: Random, length: number): string {
  let text = "";
  while (text.length < length) text += Math.floor(random() * 10);
  return text;
}

function address(random: Random): string {
  return [1, 2, 3, 4].map(() => 1 + Math.floor(random() * 254)).join(".");
}

function uuid(random: Random): string {
  return [8, 4, 4, 4, 12].map((length) => hex(random, length)).join("-");
}

const names = ["ada", "grace", "alan", "edsger", "barbara", "ken", "radia", "tony"];

/** A record of AWS CloudTrail, about 1.5 KB. */
export function cloudTrailLine(random: Random): string {
  const account = digits(random, 12);
  const role = pick(random, ["Deploy", "ReadOnly", "Billing", "Support"]);
  const name = pick(random, names);
  const call = pick(random, ["AssumeRole", "DescribeInstances", "PutObject", "GetObject", "ListBuckets", "CreateUser"]);
  const at = new Date(1_790_000_000_000 + Math.floor(random() * 1e9)).toISOString().replace(/\.\d+/, "");
  return JSON.stringify({
    eventVersion: "1.09",
    userIdentity: {
      type: "AssumedRole",
      principalId: `AROA${hex(random, 17).toUpperCase()}:${name}`,
      arn: `arn:aws:sts::${account}:assumed-role/${role}/${name}@acme.example`,
      accountId: account,
      accessKeyId: `ASIA${hex(random, 16).toUpperCase()}`,
      sessionContext: {
        sessionIssuer: {
          type: "Role",
          principalId: `AROA${hex(random, 17).toUpperCase()}`,
          arn: `arn:aws:iam::${account}:role/${role}`,
          accountId: account,
          userName: role,
        },
        attributes: { creationDate: at, mfaAuthenticated: "false" },
      },
    },
    eventTime: at,
    eventSource: `${pick(random, ["ec2", "s3", "sts", "iam"])}.amazonaws.com`,
    eventName: call,
    awsRegion: pick(random, ["us-east-1", "eu-central-1", "eu-west-1"]),
    sourceIPAddress: address(random),
    userAgent: "aws-sdk-go/1.44.298 (go1.21.1; linux; amd64) exec-env/AWS_ECS_FARGATE",
    requestParameters: {
      bucketName: `acme-${hex(random, 8)}`,
      key: `logs/2026/11/24/${uuid(random)}.json.gz`,
      filterSet: {
        items: [
          {
            name: "instance-state-name",
            valueSet: { items: [{ value: "running" }] },
          },
        ],
      },
    },
    responseElements: {
      "x-amz-request-id": hex(random, 16).toUpperCase(),
      "x-amz-id-2": hex(random, 76),
    },
    requestID: uuid(random),
    eventID: uuid(random),
    readOnly: random() < 0.7,
    resources: [
      {
        accountId: account,
        type: "AWS::S3::Bucket",
        ARN: `arn:aws:s3:::acme-${hex(random, 8)}`,
      },
    ],
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: "Management",
    tlsDetails: {
      tlsVersion: "TLSv1.3",
      cipherSuite: "TLS_AES_128_GCM_SHA256",
      clientProvidedHostHeader: "s3.eu-central-1.amazonaws.com",
    },
  });
}

/** An event of a GitHub organization's audit log, about 480 B, without nesting but for one object. */
export function gitHubLine(random: Random): string {
  const name = pick(random, names);
  const at = 1_790_000_000_000 + Math.floor(random() * 1e9);
  return JSON.stringify({
    "@timestamp": at,
    _document_id: hex(random, 22),
    action: pick(random, ["git.clone", "repo.create", "org.add_member", "team.add_repository", "pull_request.merge"]),
    actor: name,
    actor_id: Math.floor(random() * 1e8),
    actor_ip: address(random),
    actor_is_bot: false,
    actor_location: { country_code: "DE" },
    business: "acme",
    created_at: at,
    operation_type: "modify",
    org: "acme",
    repo: `acme/${pick(random, ["console", "pipeline", "infrastructure"])}`,
    repository_public: false,
    request_id: uuid(random),
    user: pick(random, names),
    user_agent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    visibility: "private",
  });
}

/** The line with what its schema requires taken away: valid JSON that fits nothing. */
export function spoilt(line: string): string {
  return line.replace('"eventName"', '"eventNane"').replace('"actor"', '"acter"');
}

/** Lines up to about `bytes`, one after another; the share `invalid` of them is spoilt. */
export function body(make: (random: Random) => string, bytes: number, invalid: number, seed = 20_261_124): Buffer {
  const random = seededRandom(seed);
  const lines: string[] = [];
  for (let size = 0; size < bytes; ) {
    const line = make(random);
    lines.push(random() < invalid ? spoilt(line) : line);
    size += line.length + 1;
  }
  return Buffer.from(`${lines.join("\n")}\n`);
}
