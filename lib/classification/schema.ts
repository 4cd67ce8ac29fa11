import type { FieldProblem, ProblemReason } from "#lib/schemas/schema.ts";

/** Client-safe shapes of classification: nothing here may import from the server. */

/** How a body is cut into records. */
export const streamTypes = ["Auto", "Lines", "JSON", "JsonArray"] as const;
export type StreamType = (typeof streamTypes)[number];

export const streamTypeLabels: Record<StreamType, string> = {
  Auto: "Auto",
  Lines: "Lines",
  JSON: "JSON",
  JsonArray: "JSON array",
};

export const streamTypeDescriptions: Record<StreamType, string> = {
  Auto: "Detected for each body",
  Lines: "One event a line",
  JSON: "JSON values one after another, also pretty-printed over many lines",
  JsonArray: "One array of events, at the root or under a field",
};

/** `jsonArrayEnvelopeField` is the dotted path of the array, for example `Records`; absent means the root. */
export type StreamTypeOptions = { jsonArrayEnvelopeField?: string | undefined };

/** Bounds on one body. What breaks one becomes a failure with its reason, never an error of the job. */
export type StreamLimits = {
  /** Bytes after decompression; the rest of the body is refused as one failure. */
  maxInflatedBytes: number;
  /** Bytes of one record; a longer one is refused with the start of its bytes kept. */
  maxLineBytes: number;
  /** Levels of nested objects and arrays in one record. */
  maxDepth: number;
  /**
   * Records of one body, 5 million when absent; the rest of the body is refused as one failure. A body of `{}` lines grows a hundredfold
   * on its way into rows, and a thousandfold before that in gzip.
   */
  maxRecords?: number;
};

export const defaultStreamLimits: StreamLimits = {
  maxInflatedBytes: 512 * 1024 * 1024,
  maxLineBytes: 1024 * 1024,
  maxDepth: 100,
};

/** Why a record was refused: the first group by the splitter, the second as an event of any schema, the rest by one schema. */
export type FailureReason =
  | "line_too_long"
  | "too_deep"
  | "invalid_utf8"
  | "nul_byte"
  | "gzip_truncated"
  | "gzip_corrupt"
  | "gzip_trailing_bytes"
  | "body_too_large"
  | "envelope_not_found"
  | "not_an_array"
  | "invalid_json"
  | "not_an_object"
  | "no_schema"
  | ProblemReason;

/**
 * One reason a record was not accepted. `id` is the schema that refused, or null when no schema was asked because the
 * record itself is refused; then `path` is `$`.
 */
export type FailureDetail = Omit<FieldProblem, "reason"> & {
  id: string | null;
  reason: FailureReason;
};

/** What can be done with a failure after it was stored. */
export const failureStates = ["failing", "reclassified", "dismissed"] as const;
export type FailureState = (typeof failureStates)[number];

/** A row of `panther_monitor.classification_failures`. */
export type ClassificationFailure = {
  rowId: string;
  /** The record as text; bytes that are not UTF-8 (and NUL) are shown as U+FFFD. */
  payload: string;
  /** Bytes the record had; more than the payload's when the payload was cut. */
  payloadBytes: number;
  errors: FailureDetail[];
  sourceId: string;
  sourceLabel: string;
  objectKey: string | null;
  requestId: string | null;
  /** Counts from 1. */
  lineNumber: number;
  /** Bytes from the start of the (inflated) body. */
  byteOffset: number;
  schemaRevisions: Record<string, number>;
  parsedAt: string;
  state: FailureState;
};
