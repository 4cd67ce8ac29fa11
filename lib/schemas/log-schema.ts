import type { Indicator } from "./schema.ts";

/** A log schema after validation: references resolved, defaults filled in. Plain data. */
export type LogSchema = {
  name: string | null;
  description: string;
  referenceURL: string;
  fields: FieldSpec[];
};

export type FieldSpec = {
  name: string;
  required: boolean;
  description: string;
  value: ValueSpec;
};

/** `allow` and `deny` never stand together; `ip` and `cidr` name the accepted family. */
export type StringRules = {
  allow: string[] | null;
  deny: string[] | null;
  ip: AddressFamily | null;
  cidr: AddressFamily | null;
};

export const addressFamilies = ["ipv4", "ipv6", "any"] as const;
export type AddressFamily = (typeof addressFamilies)[number];

export type IntegerType = "smallint" | "int" | "bigint";

export type StringSpec = {
  type: "string";
  indicators: Indicator[];
  rules: StringRules | null;
};
export type TimestampSpec = {
  type: "timestamp";
  timeFormats: string[];
  isEventTime: boolean;
};
export type ArraySpec = {
  type: "array";
  element: ValueSpec;
  elementRequired: boolean;
};
export type ObjectSpec = { type: "object"; fields: FieldSpec[] };

export type ValueSpec =
  | StringSpec
  | { type: IntegerType }
  | { type: "float" }
  | { type: "boolean" }
  | { type: "json" }
  | TimestampSpec
  | ArraySpec
  | ObjectSpec;

/** Levels of nested objects and arrays a schema may describe. */
export const maxSchemaDepth = 64;
/** Values a schema may describe once its references are resolved. */
export const maxSchemaValues = 5000;
/** Fields at the top: PostgreSQL has 1,600 columns a view, of which 19 are Telltale's own. */
export const maxTopFields = 1581;
