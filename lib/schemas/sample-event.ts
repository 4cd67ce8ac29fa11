import type { FieldSpec, LogSchema, StringSpec, TimestampSpec, ValueSpec } from "./log-schema.ts";
import type { Indicator } from "./schema.ts";

/** A schema without that many required fields lends the sample some of its optional ones. */
const fewestFields = 3;

const textOf: Partial<Record<Indicator, string>> = {
  ip: "203.0.113.10",
  net_addr: "203.0.113.10",
  domain: "app.example.com",
  hostname: "app.example.com",
  url: "https://app.example.com/sign-in",
  md5: "9e107d9d372bb6826bd81d3542a419d6",
  sha1: "2fd4e1c67a2d28fced849ee1bb76e7391b93eb12",
  sha256: "d7a8fbb307d7809469ca9abcb0082e4f8d5651e46d3cdb762d02d0bf37c9e592",
  aws_account_id: "111122223333",
  aws_instance_id: "i-0abcd1234ef567890",
  aws_arn: "arn:aws:iam::111122223333:role/deploy",
  aws_arn_only: "arn:aws:iam::111122223333:role/deploy",
  email: "m.ito@example.com",
  username: "m.ito",
};

const ips = { ipv4: "203.0.113.10", ipv6: "2001:db8::10", any: "203.0.113.10" };
const networks = {
  ipv4: "203.0.113.0/24",
  ipv6: "2001:db8::/32",
  any: "203.0.113.0/24",
};

function sampleText({ indicators, rules }: StringSpec, name: string): string {
  if (rules?.allow?.[0] !== undefined) return rules.allow[0];
  if (rules?.ip) return ips[rules.ip];
  if (rules?.cidr) return networks[rules.cidr];
  const text =
    indicators.map((indicator) => textOf[indicator]).find((found) => found !== undefined) ?? `sample-${name}`;
  return rules?.deny?.includes(text) ? `${text}-1` : text;
}

const pad = (value: number, length = 2) => String(value).padStart(length, "0");
const monthName = (at: Date) => at.toLocaleString("en-US", { month: "long", timeZone: "UTC" });
const dayName = (at: Date) => at.toLocaleString("en-US", { weekday: "long", timeZone: "UTC" });

const directives: Record<string, (at: Date) => string> = {
  Y: (at) => pad(at.getUTCFullYear(), 4),
  y: (at) => pad(at.getUTCFullYear() % 100),
  m: (at) => pad(at.getUTCMonth() + 1),
  B: monthName,
  b: (at) => monthName(at).slice(0, 3),
  d: (at) => pad(at.getUTCDate()),
  e: (at) => String(at.getUTCDate()).padStart(2),
  A: dayName,
  a: (at) => dayName(at).slice(0, 3),
  H: (at) => pad(at.getUTCHours()),
  I: (at) => pad(at.getUTCHours() % 12 || 12),
  p: (at) => (at.getUTCHours() < 12 ? "AM" : "PM"),
  M: (at) => pad(at.getUTCMinutes()),
  S: (at) => pad(at.getUTCSeconds()),
  f: (at) => `${pad(at.getUTCMilliseconds(), 3)}000`,
  L: (at) => pad(at.getUTCMilliseconds(), 3),
  N: (at) => `${pad(at.getUTCMilliseconds(), 3)}000000`,
  s: (at) => String(Math.floor(at.getTime() / 1000)),
  z: () => "+0000",
  Z: () => "UTC",
  T: (at) => at.toISOString().slice(11, 19),
  F: (at) => at.toISOString().slice(0, 10),
  "%": () => "%",
};

function sampleTime({ timeFormats }: TimestampSpec, at: Date): string | number {
  const seconds = Math.floor(at.getTime() / 1000);
  for (const format of timeFormats) {
    if (format === "rfc3339") return `${at.toISOString().slice(0, 19)}Z`;
    if (format === "unix" || format === "cloudflare") return seconds;
    if (format === "unix_ms") return at.getTime();
    if (format === "unix_us") return at.getTime() * 1000;
    if (format === "unix_ns") return `${at.getTime()}000000`;
    const isWritable =
      !format.startsWith("layout=") && [...format.matchAll(/%(.?)/gs)].every(([, letter]) => directives[letter ?? ""]);
    if (isWritable) return format.replace(/%(.)/gs, (_, letter: string) => directives[letter]?.(at) ?? "");
  }
  return at.toISOString();
}

function sampleValue(spec: ValueSpec, name: string, at: Date): unknown {
  switch (spec.type) {
    case "string":
      return sampleText(spec, name);
    case "smallint":
    case "int":
    case "bigint":
      return 1;
    case "float":
      return 1.5;
    case "boolean":
      return true;
    case "json":
      return {};
    case "timestamp":
      return sampleTime(spec, at);
    case "array":
      return [sampleValue(spec.element, name, at)];
    case "object":
      return sampleObject(spec.fields, at);
  }
}

function sampleObject(fields: readonly FieldSpec[], at: Date): Record<string, unknown> {
  const isEventTime = (field: FieldSpec) => field.value.type === "timestamp" && field.value.isEventTime;
  const isPlain = (field: FieldSpec) => field.value.type === "string";
  const needed = fields.filter((field) => field.required || isEventTime(field));
  const lent = fields.filter((field) => !needed.includes(field) && isPlain(field));
  const chosen = new Set([...needed, ...lent.slice(0, Math.max(0, fewestFields - needed.length))]);
  return Object.fromEntries(
    fields.filter((field) => chosen.has(field)).map((field) => [field.name, sampleValue(field.value, field.name, at)]),
  );
}

/** A small event that fits the schema: what it requires, its event time, and a few fields more when that is little. */
export function sampleEvent(schema: LogSchema, at: Date): Record<string, unknown> {
  return sampleObject(schema.fields, at);
}
