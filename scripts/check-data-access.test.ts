import { describe, expect, test } from "vitest";
import { dataAccessViolations, isProductSource } from "./check-data-access.ts";

describe("the rule for data access", () => {
  test.each([
    ["await db.$transaction(work)", "lib/x/commands.ts:1: .$transaction is for lib/db.ts only"],
    ["const a = 1;\nawait tx.prisma.$queryRaw`SELECT 1`", "lib/x/commands.ts:2: .$queryRaw is for lib/db.ts only"],
    ["sql`UPDATE destinations SET a = 1`", "destinations is an ordinary table: write it with Prisma's model"],
    ["`INSERT INTO\n  users (id) VALUES (1)`", "users is an ordinary table"],
    ["`DELETE FROM log_schemas`", "log_schemas is an ordinary table"],
  ])("refuses %s", (text, words) => {
    expect(dataAccessViolations("lib/x/commands.ts", text)).toEqual([expect.stringContaining(words)]);
  });

  test.each([
    "db.user.update({})",
    "sql`SELECT 1 FROM users FOR UPDATE`",
    "sql`UPDATE log_batches SET state = 'done'`",
    "sql`UPDATE log_sources_of_another_name SET a = 1`",
  ])("lets %s be", (text) => {
    expect(dataAccessViolations("lib/x/commands.ts", text)).toEqual([]);
  });

  test("takes a file off the list of exceptions once it needs none", () => {
    expect(dataAccessViolations("lib/audit-log/write-entries.ts", "")).toEqual([
      expect.stringContaining("take it off"),
    ]);
  });

  test("looks at the product, not at tests", () => {
    expect(["lib/db.ts", "app/api/v1/operations.ts", "components/a/b.tsx"].filter(isProductSource)).toHaveLength(3);
    expect(["lib/db.db.test.ts", "lib/testing/x.ts", "bench/deliver.ts", "lib/a.sql"].filter(isProductSource)).toEqual(
      [],
    );
  });
});
