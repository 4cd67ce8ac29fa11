import { expect, it } from "vitest";
import { pool } from "#lib/db.ts";
import { managedSchemas } from "#lib/schemas/managed.ts";
import { refreshLogTable } from "./tables.ts";
import { viewColumns } from "./views.ts";

it("every managed schema has a view that PostgreSQL takes, with the columns and types it promises", async () => {
  for (const { name, spec, schema } of managedSchemas().values()) {
    await refreshLogTable(pool, { logType: name, spec, revision: 1 });
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
