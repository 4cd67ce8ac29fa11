import { afterEach, describe, expect, it } from "vitest";
import { inTransaction, pool } from "#lib/db.ts";
import type { SchemaSpec } from "#lib/schemas/schema.ts";
import { dropOldPartitions, keepLake } from "./retention.ts";
import { prepareLake } from "./tables.ts";

const acme: SchemaSpec = { logType: "Custom.Acme", revision: 1, spec: "fields: [{ name: a, type: int }]" };

async function partitions(): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relnamespace = 'lake'::regnamespace AND relname ~ '_d[0-9]{8}$' AND relkind = 'r' ORDER BY 1",
  );
  return rows.map(({ name }) => name);
}

afterEach(async () => {
  for (const name of await partitions()) await pool.query(`DROP TABLE lake.${name}`);
});

describe("retention", () => {
  it("drops the partitions whose every row is too old, and only those", async () => {
    for (const day of ["2026-11-20", "2026-11-21", "2026-11-22"])
      await prepareLake(pool, [acme], new Date(`${day}T12:00:00Z`));
    const { dropped, skipped } = await dropOldPartitions(pool, new Date("2026-11-24T00:00:00Z"), 2);
    expect(skipped).toEqual([]);
    expect(dropped).toEqual(
      ["20261120", "20261121"].flatMap((day) => [
        `classification_failures_d${day}`,
        `custom_acme_d${day}`,
        `data_audit_d${day}`,
      ]),
    );
    expect(await partitions()).toEqual([
      "classification_failures_d20261122",
      "custom_acme_d20261122",
      "data_audit_d20261122",
    ]);
  });

  it("skips a partition that somebody reads", async () => {
    await prepareLake(pool, [acme], new Date("2026-10-20T12:00:00Z"));
    await inTransaction(async (client) => {
      await client.query("SELECT * FROM lake.custom_acme_d20261020");
      const upkeep = await dropOldPartitions(pool, new Date("2026-11-24T00:00:00Z"), 1);
      expect(upkeep.skipped).toEqual(["custom_acme_d20261020"]);
    });
    expect((await dropOldPartitions(pool, new Date("2026-11-24T00:00:00Z"), 1)).dropped).toEqual([
      "custom_acme_d20261020",
    ]);
  });

  it("makes the partitions of today and the days ahead for every table", async () => {
    await prepareLake(pool, [acme], new Date("2026-12-30T12:00:00Z"));
    await keepLake(pool, new Date("2026-12-30T23:59:59Z"), 90);
    expect((await partitions()).filter((name) => name.startsWith("custom_acme"))).toEqual([
      "custom_acme_d20261230",
      "custom_acme_d20261231",
      "custom_acme_d20270101",
    ]);
  });

  it("lets a COPY into the table go on while a partition is made", async () => {
    await prepareLake(pool, [acme], new Date("2027-03-01T00:00:00Z"));
    await inTransaction(async (client) => {
      await client.query("LOCK TABLE lake.custom_acme IN ROW EXCLUSIVE MODE");
      await prepareLake(pool, [acme], new Date("2027-03-02T00:00:00Z"));
    });
    expect(await partitions()).toContain("custom_acme_d20270302");
  });
});
