import type { LogSchema, ValueSpec } from "#lib/schemas/log-schema.ts";
import { indicatorColumns } from "#lib/schemas/schema.ts";
import { columnNames, quoteName, quoteText, tableNameOf } from "./names.ts";

const standardColumns = [
  "p_event_time",
  "p_parse_time",
  "p_log_type",
  "p_row_id",
  "p_source_id",
  "p_source_label",
  ...indicatorColumns,
];
const rawColumn = "p_raw_event";

/** One column of a view: its name, its SQL type and the field it shows (null for a p_ column). */
export type ViewColumn = {
  name: string;
  type: string;
  field: string | null;
  expression: string;
};

/** The columns of a log type's view: the p_ columns, the event as it came, and one for each field at the top of the schema. */
export function viewColumns(schema: LogSchema): ViewColumn[] {
  const fields = schema.fields.map((field) => field.name);
  const names = columnNames(fields, [...standardColumns, rawColumn]);
  return [
    ...standardColumns.map((name) => ({
      name,
      type: typeOfStandard(name),
      field: null,
      expression: name,
    })),
    // Before the fields, so that a field added behind the last one lets the view be replaced in place.
    { name: rawColumn, type: "json", field: null, expression: "event" },
    ...schema.fields.map((field, index) => ({
      name: names[index] as string,
      field: field.name,
      ...fieldExpression(field.name, field.value),
    })),
  ];
}

function typeOfStandard(name: string): string {
  if (name.startsWith("p_any_")) return "text[]";
  if (name.endsWith("_time")) return "timestamptz";
  return name.endsWith("_id") ? "uuid" : "text";
}

/** The select behind `panther_logs.<log type>`. Reading it never fails, whatever the events hold: an odd value is null. */
export function viewSelect(logType: string, schema: LogSchema): string {
  const columns = viewColumns(schema).map(({ name, expression }) =>
    expression === name ? name : `${expression} AS ${quoteName(name)}`,
  );
  return `SELECT ${columns.join(",\n  ")}\nFROM lake.${quoteName(tableNameOf(logType))}`;
}

function fieldExpression(name: string, value: ValueSpec): { type: string; expression: string } {
  const text = `(event ->> ${quoteText(name)})`;
  switch (value.type) {
    case "string":
      return { type: "text", expression: text };
    case "smallint":
    case "int":
    case "bigint":
      return { type: "bigint", expression: `lake.to_bigint${text}` };
    case "float":
      return { type: "double precision", expression: `lake.to_double${text}` };
    case "boolean":
      return { type: "boolean", expression: `lake.to_boolean${text}` };
    case "timestamp":
      return timeExpression(value.timeFormats, text);
    default:
      return { type: "json", expression: `lake.to_json_value(event -> ${quoteText(name)})` };
  }
}

const unitsPerSecond: Record<string, number> = {
  unix: 1,
  unix_ms: 1000,
  unix_us: 1_000_000,
  unix_ns: 1_000_000_000,
};

/** Patterns of a date, a space and a time in UTC, with what `lake.to_spaced_time` is to expect behind the seconds. */
const spacedTimes: Record<string, string> = {
  "%Y-%m-%d %H:%M:%S": "none",
  "%Y-%m-%d %H:%M:%S.%f": "point",
  "layout=2006-01-02 15:04:05": "optional",
};

/** A timestamptz where every format can be read in SQL without risk; the text as it came otherwise. */
function timeExpression(formats: string[], text: string): { type: string; expression: string } {
  const readings = formats.map((format) => {
    if (format === "rfc3339") return `lake.to_time${text}`;
    if (Object.hasOwn(spacedTimes, format)) {
      return `lake.to_spaced_time(${text}, ${quoteText(spacedTimes[format] as string)})`;
    }
    const units = Object.hasOwn(unitsPerSecond, format) ? unitsPerSecond[format] : undefined;
    return units === undefined ? null : `lake.to_unix_time(${text}, ${units})`;
  });
  if (readings.includes(null)) return { type: "text", expression: text };
  const expression = readings.length === 1 ? (readings[0] as string) : `coalesce(${readings.join(", ")})`;
  return { type: "timestamptz", expression };
}
