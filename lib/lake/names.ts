import { createHash } from "node:crypto";

/** PostgreSQL cuts names at 63 bytes; a partition needs ten of them for its day. */
const maxTableName = 50;

/** The table of a log type in schema `lake` and its view in `panther_logs`: `AWS.CloudTrail` is `aws_cloudtrail`. */
export function tableNameOf(logType: string): string {
  const name = logType.toLowerCase().replace(/[^a-z0-9]+/g, "_");
  if (name.length <= maxTableName) return name;
  return `${name.slice(0, maxTableName - 9)}_${createHash("sha256").update(logType).digest("hex").slice(0, 8)}`;
}

/** The day of an instant in UTC, as partitions are named: `20261124`. */
export function dayOf(instant: Date): string {
  return instant.toISOString().slice(0, 10).replaceAll("-", "");
}

/** The first instant of a day as dayOf names it, and of the day after. */
export function dayRange(day: string): { from: Date; to: Date } {
  const from = new Date(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6, 8)}T00:00:00Z`);
  return { from, to: new Date(from.getTime() + 86_400_000) };
}

/** The partition of a table for a day; all of them stand in schema `lake`. */
export function partitionName(tableName: string, day: string): string {
  return `${tableName}_d${day}`;
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

const words: Record<string, string> = {
  "@": "at_sign",
  "#": "hash",
  $: "dollar",
  "%": "percent",
  "&": "and",
  "*": "star",
  "+": "plus",
  "=": "equals",
  "!": "not",
};

/** A column of a view for each field name: lower case, so that SQL need not quote it, and no two alike. */
export function columnNames(fieldNames: string[], taken: readonly string[]): string[] {
  const used = new Set<string>(taken);
  return fieldNames.map((field) => {
    const spelled = field.replace(/[@#$%&*+=!]/g, (mark) => `_${words[mark]}_`);
    const plain = spelled
      .toLowerCase()
      .replace(/[^a-z0-9_]+/g, "_")
      .replace(/__+/g, "_")
      .replace(/(?<=.)_$/, "");
    const start = field.startsWith("_") ? plain : plain.replace(/^_(?=.)/, "");
    const base = (/^[a-z_]/.test(start) ? start : `field_${start}`).slice(0, 56);
    let name = base;
    for (let number = 2; used.has(name); number++) name = `${base}_${number}`;
    used.add(name);
    return name;
  });
}
