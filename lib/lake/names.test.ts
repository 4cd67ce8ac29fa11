import { describe, expect, it } from "vitest";
import { columnNames, dayOf, dayRange, tableNameOf } from "./names.ts";

describe("tableNameOf", () => {
  it.each([
    ["AWS.CloudTrail", "aws_cloudtrail"],
    ["Custom.Acme.Audit2", "custom_acme_audit2"],
  ])("makes of %s %s", (logType, name) => expect(tableNameOf(logType)).toBe(name));

  it("keeps long names apart and short enough for a partition's name", () => {
    const [a, b] = ["x", "y"].map((end) => tableNameOf(`Custom.${"Long".repeat(20)}.${end}`));
    expect(a).not.toBe(b);
    expect(a).toMatch(/^[a-z0-9_]{50}$/);
  });
});

describe("columnNames", () => {
  it("makes names that SQL need not quote, and no two alike", () => {
    const fields = [
      "eventName",
      "@timestamp",
      "with space",
      "1st",
      "a-b",
      "a.b",
      "_id",
      "ID",
      "id",
      "p_row_id",
      "é",
      "__proto__",
      "x".repeat(80),
    ];
    const names = columnNames(fields, ["p_row_id"]);
    expect(names.slice(0, 12)).toEqual([
      "eventname",
      "at_sign_timestamp",
      "with_space",
      "field_1st",
      "a_b",
      "a_b_2",
      "_id",
      "id",
      "id_2",
      "p_row_id_2",
      "_",
      "_proto",
    ]);
    expect(new Set(names).size).toBe(fields.length);
    expect(names.every((name) => /^[a-z_][a-z0-9_]{0,62}$/.test(name))).toBe(true);
  });
});

describe("days", () => {
  it("are those of UTC", () => {
    expect(dayOf(new Date("2026-12-31T23:59:59.999Z"))).toBe("20261231");
    expect(dayRange("20261231")).toEqual({
      from: new Date("2026-12-31T00:00:00Z"),
      to: new Date("2027-01-01T00:00:00Z"),
    });
  });
});
