import { randomUUID } from "node:crypto";
import { afterAll, expect, it } from "vitest";
import { classifyStream } from "#lib/classification/classify-stream.ts";
import { defaultStreamLimits } from "#lib/classification/schema.ts";
import { endWorkers } from "#lib/classification/worker-pool.ts";
import { closeConnections, inTransaction, pool } from "#lib/db.ts";
import { managedSchemas } from "#lib/schemas/managed.ts";
import { prepareLake } from "./tables.ts";
import { viewColumns } from "./views.ts";
import { writeBatch } from "./writer.ts";

afterAll(async () => {
  endWorkers();
  await closeConnections();
});

it("every managed schema has a view that PostgreSQL takes, with the columns and types it promises", async () => {
  for (const { name, spec, schema } of managedSchemas().values()) {
    await prepareLake(pool, [{ logType: name, spec, revision: 1 }], new Date());
    const view = name.toLowerCase().replace(".", "_");
    expect((await pool.query(`SELECT * FROM panther_logs.${view}`)).rows).toEqual([]);
    const { rows } = await pool.query<{ name: string; type: string }>(
      `SELECT attname AS name, format_type(atttypid, NULL) AS type FROM pg_attribute
       WHERE attrelid = $1::regclass AND attnum > 0 ORDER BY attnum`,
      [`panther_logs.${view}`],
    );
    const types = new Map([["timestamptz", "timestamp with time zone"]]);
    expect(rows).toEqual(viewColumns(schema).map(({ name, type }) => ({ name, type: types.get(type) ?? type })));
  }
});

it("fields whose names differ only by case have a column each", async () => {
  const fields = ["dataSourceId", "DataSourceId", "datasourceId", "datasourceid_2"].map(
    (name) => `{ name: ${name}, type: int }`,
  );
  const schema = { logType: "Custom.Cases", revision: 1, spec: `fields: [${fields.join(", ")}]` };
  const now = new Date("2026-11-24T10:20:30.456Z");
  await prepareLake(pool, [schema], now);
  await inTransaction(async (client) => {
    const body = [Buffer.from('{"DataSourceId":2,"dataSourceId":1,"datasourceid_2":4,"datasourceId":3}')];
    const job = {
      body,
      streamType: "Auto",
      limits: defaultStreamLimits,
      schemas: [schema],
      sourceId: randomUUID(),
    } as const;
    for await (const batch of classifyStream({ ...job, schemas: [schema], sourceLabel: "cases", parsedAt: now })) {
      await writeBatch(client, batch);
    }
  });
  const { rows } = await pool.query(
    "SELECT datasourceid, datasourceid_2, datasourceid_3, datasourceid_2_2 FROM panther_logs.custom_cases",
  );
  expect(rows).toEqual([{ datasourceid: 1, datasourceid_2: 2, datasourceid_3: 3, datasourceid_2_2: 4 }]);
});
