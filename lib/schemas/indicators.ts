import { domainToUnicode } from "node:url";
import { ipVersion } from "./addresses.ts";
import { type IndicatorColumn, indicatorColumns } from "./schema.ts";

/** Position of a column in `indicatorColumns`. */
const column = Object.fromEntries(indicatorColumns.map((name, index) => [name, index])) as Record<
  IndicatorColumn,
  number
>;
const ipAddresses = column.p_any_ip_addresses;
const domainNames = column.p_any_domain_names;
const md5Hashes = column.p_any_md5_hashes;
const sha1Hashes = column.p_any_sha1_hashes;
const sha256Hashes = column.p_any_sha256_hashes;
const traceIds = column.p_any_trace_ids;
const awsAccountIds = column.p_any_aws_account_ids;
const awsInstanceIds = column.p_any_aws_instance_ids;
const awsArns = column.p_any_aws_arns;
const awsTags = column.p_any_aws_tags;
const emails = column.p_any_emails;
const usernames = column.p_any_usernames;

/** A longer value is no indicator; it stays in the event. */
const maxIndicatorLength = 2048;

/**
 * What an event gives to its `p_any_*` columns. One object serves many events: `clear` between them. Each indicator of the
 * schema language is a method of its name that takes the field's text and keeps what passes the indicator's test.
 */
export class Findings {
  /** By column; `used` has bit n set when column n has a value. Not sorted, may hold a value twice. */
  readonly columns: string[][] = indicatorColumns.map(() => []);
  used = 0;

  clear(): void {
    for (let used = this.used; used !== 0; used &= used - 1) {
      (this.columns[31 - Math.clz32(used & -used)] as string[]).length = 0;
    }
    this.used = 0;
  }

  #add(index: number, value: string): void {
    if (value.length === 0 || value.length > maxIndicatorLength) return;
    (this.columns[index] as string[]).push(value);
    this.used |= 1 << index;
  }

  ip(text: string): void {
    const trimmed = trim(text);
    if (ipVersion(trimmed) !== 0) this.#add(ipAddresses, trimmed);
  }

  domain(text: string): void {
    const trimmed = trim(text);
    this.#add(domainNames, trimmed.includes("xn--") ? domainToUnicode(trimmed) || trimmed : trimmed);
  }

  hostname(text: string): void {
    const trimmed = trim(text);
    if (ipVersion(trimmed) !== 0) this.#add(ipAddresses, trimmed);
    else this.domain(trimmed);
  }

  net_addr(text: string): void {
    const trimmed = trim(text);
    const match = /^(?:\[([^\]]+)\]|([^:[\]]+)):[^:]*$/.exec(trimmed);
    this.hostname(match?.[1] ?? match?.[2] ?? trimmed);
  }

  url(text: string): void {
    const trimmed = trim(text);
    if (!trimmed.includes(":") || trimmed.length > maxIndicatorLength || !URL.canParse(trimmed)) return;
    const { hostname } = new URL(trimmed);
    this.hostname(hostname.startsWith("[") ? hostname.slice(1, -1) : hostname);
  }

  #hash(index: number, length: number, text: string): void {
    const trimmed = trim(text);
    if (trimmed.length === length && isHex(trimmed)) this.#add(index, trimmed.toLowerCase());
  }

  md5(text: string): void {
    this.#hash(md5Hashes, 32, text);
  }

  sha1(text: string): void {
    this.#hash(sha1Hashes, 40, text);
  }

  sha256(text: string): void {
    this.#hash(sha256Hashes, 64, text);
  }

  aws_account_id(text: string): void {
    if (isAccountId(text)) this.#add(awsAccountIds, text);
  }

  aws_instance_id(text: string): void {
    if (text.startsWith("i-")) this.#add(awsInstanceIds, text);
  }

  aws_arn_only(text: string): void {
    if (text.startsWith("arn:") && text.split(":", 6).length === 6) this.#add(awsArns, text);
  }

  /** arn:partition:service:region:account:resource, and what the account and resource parts name. */
  aws_arn(text: string): void {
    if (!text.startsWith("arn:")) return;
    const service = text.indexOf(":", 4);
    const region = service < 0 ? -1 : text.indexOf(":", service + 1);
    const account = region < 0 ? -1 : text.indexOf(":", region + 1);
    const resource = account < 0 ? -1 : text.indexOf(":", account + 1);
    if (resource < 0) return;
    this.#add(awsArns, text);
    if (resource === account + 13) this.aws_account_id(text.slice(account + 1, resource));
    if (text.startsWith("instance/", resource + 1)) this.aws_instance_id(text.slice(resource + 10));
    else if (text.startsWith("assumed-role/", resource + 1)) this.email(text.slice(text.lastIndexOf("/") + 1));
  }

  aws_tag(text: string): void {
    this.#add(awsTags, text);
  }

  trace_id(text: string): void {
    this.#add(traceIds, text);
  }

  username(text: string): void {
    this.#add(usernames, text);
  }

  email(text: string): void {
    if (text.includes("@")) this.#add(emails, trim(text));
  }
}

function trim(text: string): string {
  return text.charCodeAt(0) <= 32 || text.charCodeAt(text.length - 1) <= 32 ? text.trim() : text;
}

function isHex(text: string): boolean {
  return /^[0-9a-fA-F]+$/.test(text);
}

function isAccountId(text: string): boolean {
  if (text.length !== 12) return false;
  for (let at = 0; at < 12; at++) {
    const code = text.charCodeAt(at);
    if (code < 48 || code > 57) return false;
  }
  return true;
}
