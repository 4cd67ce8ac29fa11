import { describe, expect, it } from "vitest";
import { Findings } from "./indicators.ts";
import { type Indicator, indicatorColumns, indicators } from "./schema.ts";

function found(indicator: Indicator, text: string): Record<string, string[]> {
  const findings = new Findings();
  findings[indicator](text);
  const columns = indicatorColumns.map(
    (name, index) => [name.slice("p_any_".length), findings.columns[index] ?? []] as const,
  );
  return Object.fromEntries(columns.filter(([, values]) => values.length > 0));
}

const md5 = "D41D8CD98F00B204E9800998ECF8427E";

describe("indicators", () => {
  const cases: [indicator: Indicator, text: string, columns: Record<string, string[]>][] = [
    ["ip", "10.0.0.1", { ip_addresses: ["10.0.0.1"] }],
    ["ip", " ::1 ", { ip_addresses: ["::1"] }],
    ["ip", "10.0.0.1:80", {}],
    ["ip", "", {}],
    ["domain", "acme.example", { domain_names: ["acme.example"] }],
    ["domain", "xn--mnchen-3ya.example", { domain_names: ["münchen.example"] }],
    ["hostname", "acme.example", { domain_names: ["acme.example"] }],
    ["hostname", "1.2.3.4", { ip_addresses: ["1.2.3.4"] }],
    ["net_addr", "acme.example:443", { domain_names: ["acme.example"] }],
    ["net_addr", "[::1]:443", { ip_addresses: ["::1"] }],
    ["net_addr", "1.2.3.4:5", { ip_addresses: ["1.2.3.4"] }],
    ["net_addr", "2001:db8::1", { ip_addresses: ["2001:db8::1"] }],
    ["net_addr", "acme.example", { domain_names: ["acme.example"] }],
    ["url", "https://user@acme.example:8443/a?b#c", { domain_names: ["acme.example"] }],
    ["url", "http://[::1]/", { ip_addresses: ["::1"] }],
    ["url", "/only/a/path", {}],
    ["url", "mailto:a@b", {}],
    ["md5", md5, { md5_hashes: [md5.toLowerCase()] }],
    ["md5", `${md5}0`, {}],
    ["md5", md5.replace("D", "G"), {}],
    ["sha1", "a".repeat(40), { sha1_hashes: ["a".repeat(40)] }],
    ["sha256", "F".repeat(64), { sha256_hashes: ["f".repeat(64)] }],
    ["aws_account_id", "123456789012", { aws_account_ids: ["123456789012"] }],
    ["aws_account_id", "12345678901", {}],
    ["aws_account_id", "12345678901x", {}],
    ["aws_instance_id", "i-0123", { aws_instance_ids: ["i-0123"] }],
    ["aws_instance_id", "x-0123", {}],
    [
      "aws_arn",
      "arn:aws:ec2:eu-west-1:123456789012:instance/i-0123",
      {
        aws_arns: ["arn:aws:ec2:eu-west-1:123456789012:instance/i-0123"],
        aws_account_ids: ["123456789012"],
        aws_instance_ids: ["i-0123"],
      },
    ],
    [
      "aws_arn",
      "arn:aws:sts::123456789012:assumed-role/Deploy/ada@acme.example",
      {
        aws_arns: ["arn:aws:sts::123456789012:assumed-role/Deploy/ada@acme.example"],
        aws_account_ids: ["123456789012"],
        emails: ["ada@acme.example"],
      },
    ],
    ["aws_arn", "arn:aws:s3:::bucket", { aws_arns: ["arn:aws:s3:::bucket"] }],
    ["aws_arn", "arn:aws:s3", {}],
    ["aws_arn_only", "arn:aws:iam::123456789012:user/x", { aws_arns: ["arn:aws:iam::123456789012:user/x"] }],
    ["aws_arn_only", "arn:aws", {}],
    ["aws_tag", "env:live", { aws_tags: ["env:live"] }],
    ["trace_id", "abc", { trace_ids: ["abc"] }],
    ["username", "ada", { usernames: ["ada"] }],
    ["email", "ada@acme.example", { emails: ["ada@acme.example"] }],
    ["email", "ada", {}],
    ["username", "x".repeat(2049), {}],
  ];
  it.each(cases)("%s of %s", (indicator, text, columns) => expect(found(indicator, text)).toEqual(columns));

  it("has a method for each name of the language", () => {
    expect(indicators.filter((name) => typeof new Findings()[name] !== "function")).toEqual([]);
  });

  it("starts anew after clear", () => {
    const findings = new Findings();
    findings.username("a");
    findings.ip("1.2.3.4");
    findings.clear();
    expect([findings.used, findings.columns.flat()]).toEqual([0, []]);
  });
});
