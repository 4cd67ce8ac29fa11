import { z } from "zod";
import { instantShape } from "#lib/api/shapes.ts";

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

const schemaError = z.object({ message: z.string(), line: z.int(), column: z.int(), path: z.string() });
/** One mistake in a schema text. `line` and `column` count from 1; `path` is like `fields[2].timeFormat`. */
export type SchemaError = z.infer<typeof schemaError>;

/** What is wrong with a schema text; valid when nothing is. */
export const schemaValidityShape = z.object({ isValid: z.boolean(), errors: z.array(schemaError) });
export type SchemaValidity = z.infer<typeof schemaValidityShape>;

export const schemaSummaryShape = z.object({
  name: z.string(),
  isManaged: z.boolean(),
  isArchived: z.boolean(),
  revision: z.int().meta({ description: "1 for a managed schema; grows by one with every change of a custom one" }),
  description: z.string(),
  referenceURL: z.string(),
  fieldCount: z.int(),
  createdAt: instantShape.nullable().meta({ description: "Null for a managed schema, which comes with the product" }),
  updatedAt: instantShape.nullable(),
});
/** A schema as lists show it. */
export type SchemaSummary = z.infer<typeof schemaSummaryShape>;

export const schemaDetailShape = schemaSummaryShape.extend({ spec: z.string() });
/** A schema with its YAML text. */
export type SchemaDetail = z.infer<typeof schemaDetailShape>;

/** What a change of a schema may replace: its ETag stands for these. */
export const schemaVersion = ({ spec, description, referenceURL, isArchived, revision }: SchemaDetail) => ({
  spec,
  description,
  referenceURL,
  isArchived,
  revision,
});

/** Characters a schema text may have. */
export const maxSpecLength = 512 * 1024;

const specShape = z.string().max(maxSpecLength, `must have at most ${maxSpecLength} characters`);

export const schemaTextShape = z.object({ spec: specShape });

/** What is given to create or change a custom schema; texts that are absent are taken from the spec. */
export const schemaBodyShape = schemaTextShape.extend({
  description: z.string().max(2000, "must have at most 2000 characters").optional(),
  referenceURL: z.union([z.literal(""), z.url({ protocol: /^https?$/ })]).optional(),
  revision: z.int().min(0).optional().meta({
    description: "The revision the change was made from, 0 to create; a change in between is then a conflict",
  }),
});
export type SchemaBody = z.infer<typeof schemaBodyShape>;

/** What a classification job needs of a schema: plain data, safe to send to a worker thread. */
export type SchemaSpec = { logType: string; spec: string; revision: number };

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
