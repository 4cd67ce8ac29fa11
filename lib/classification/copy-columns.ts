import { indicatorColumns } from "#lib/schemas/schema.ts";

/** Columns of a lake table in the order in which rows are encoded for COPY. */
export const eventColumns = [
  "p_parse_time",
  "p_log_type",
  "p_source_id",
  "p_source_label",
  "p_row_id",
  "p_event_time",
  "event",
  ...indicatorColumns,
] as const;

/** Columns of `panther_monitor.classification_failures` in the order in which rows are encoded for COPY. */
export const failureColumns = [
  "p_parse_time",
  "p_source_id",
  "p_source_label",
  "request_id",
  "object_key",
  "p_row_id",
  "line_number",
  "byte_offset",
  "payload",
  "payload_bytes",
  "payload_raw",
  "error",
  "schema_revisions",
] as const;
