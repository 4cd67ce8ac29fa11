import { globSync, readFileSync } from "node:fs";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import type pg from "pg";
import { expect, test } from "vitest";
import { createTestDatabase } from "#lib/testing/database.ts";
import { loadSchemaEngine } from "./migrate.ts";

interface Column {
  table_name: string;
  column_name: string;
  udt_name: string;
  is_nullable: string;
}

async function columnsOf(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<Column>(
    "SELECT table_name, column_name, udt_name, is_nullable FROM information_schema.columns WHERE table_schema = 'public'",
  );
  return rows.map(
    (row) => `${row.table_name}.${row.column_name} ${row.udt_name}${row.is_nullable === "YES" ? "?" : ""}`,
  );
}

/** The tables as Prisma would make them from `prisma/*.prisma`, in a database of their own. */
async function columnsOfPrismaSchema(): Promise<string[]> {
  const files = globSync("prisma/*.prisma").map((path) => ({ path, content: readFileSync(path, "utf8") }));
  const database = await createTestDatabase();
  await database.pool.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  const { SchemaEngine } = await loadSchemaEngine();
  const factory = bindMigrationAwareSqlAdapterFactory(new PrismaPg(database.pool));
  const engine = await SchemaEngine.new(
    { datamodels: files.map(({ path, content }) => [path, content]) },
    () => {},
    factory,
  );
  const to = { tag: "schemaDatamodel" as const, files };
  const filters = { externalTables: [], externalEnums: [] };
  const { stdout } = await engine.diff({ from: { tag: "empty" }, to, script: true, exitCode: null, filters });
  await database.pool.query(stdout ?? "");
  const columns = await columnsOf(database.pool);
  await database.drop();
  return columns;
}

test("the migrations make the columns that the Prisma schema names", async () => {
  const migrated = await createTestDatabase();
  const made = new Set(await columnsOf(migrated.pool));
  await migrated.drop();
  const named = await columnsOfPrismaSchema();
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter((column) => !made.has(column))).toEqual([]);
});
