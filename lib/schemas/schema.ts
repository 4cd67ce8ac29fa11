/** Client-safe shapes of log schemas: nothing here may import from the server. */

/** Types a field can have. `smallint`, `int` and `bigint` are 16, 32 and 64 bits, signed. */
export const fieldTypes = [
  "string",
  "int",
  "smallint",
  "bigint",
  "float",
  "boolean",
  "timestamp",
  "array",
  "object",
  "json",
  "ref",
] as const;

/** What a marked field feeds: each indicator writes one or more `p_any_*` columns. */
export const indicators = [
  "ip",
  "domain",
  "hostname",
  "net_addr",
  "url",
  "md5",
  "sha1",
  "sha256",
  "aws_account_id",
  "aws_instance_id",
  "aws_arn",
  "aws_arn_only",
  "aws_tag",
  "trace_id",
  "username",
  "email",
] as const;
export type Indicator = (typeof indicators)[number];

/** The `p_any_*` columns of every lake table, in the order they are stored. */
export const indicatorColumns = [
  "p_any_ip_addresses",
  "p_any_domain_names",
  "p_any_md5_hashes",
  "p_any_sha1_hashes",
  "p_any_sha256_hashes",
  "p_any_trace_ids",
  "p_any_aws_account_ids",
  "p_any_aws_instance_ids",
  "p_any_aws_arns",
  "p_any_aws_tags",
  "p_any_emails",
  "p_any_usernames",
] as const;
export type IndicatorColumn = (typeof indicatorColumns)[number];

/** One mistake in a schema text. `line` and `column` count from 1; `path` is like `fields[2].timeFormat`. */
export type SchemaError = {
  message: string;
  line: number;
  column: number;
  path: string;
};

/** A schema as lists show it. `revision` is 1 for a managed schema and grows by one with every change of a custom one. */
export type SchemaSummary = {
  name: string;
  isManaged: boolean;
  isArchived: boolean;
  revision: number;
  description: string;
  referenceURL: string;
  fieldCount: number;
  /** ISO 8601; null for managed schemas, which come with the product. */
  createdAt: string | null;
  updatedAt: string | null;
};

/** A schema with its YAML text. */
export type SchemaDetail = SchemaSummary & { spec: string };

/** What a classification job needs of a schema: plain data, safe to send to a worker thread. */
export type SchemaSpec = { logType: string; spec: string; revision: number };

/** Custom log types carry this prefix; both `Acme` and `Custom.Acme` name the same schema. */
export const customPrefix = "Custom.";

/** Why a value does not fit its field. */
export type ProblemReason =
  | "missing_field"
  | "wrong_type"
  | "out_of_range"
  | "wrong_time_format"
  | "not_allowed"
  | "denied"
  | "not_an_ip"
  | "not_a_cidr";

/** One place where an event does not fit a schema. */
export type FieldProblem = {
  /** JSON path of the value, for example `$.userIdentity.arn` or `$.tags[2]`. */
  path: string;
  reason: ProblemReason;
  /** In words, for example "a whole number". */
  expected: string;
  /** In words with a shortened excerpt, for example `the text "yesterday"`; "nothing" when absent. */
  found: string;
  /** One sentence that holds all of the above. */
  message: string;
  /** Where the value stands in the line: UTF-16 units from its start; null when it is absent. */
  span: { offset: number; length: number } | null;
};
