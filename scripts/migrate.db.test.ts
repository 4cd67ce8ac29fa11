import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { MigrationError, migrate } from "./migrate.ts";

let database: TestDatabase;
let directory: string;

beforeEach(async () => {
  database = await createTestDatabase();
  await database.pool.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  directory = await mkdtemp(path.join(tmpdir(), "telltale-migrations-"));
});

afterEach(async () => {
  await database.drop();
  await rm(directory, { recursive: true });
});

async function write(name: string, sql: string): Promise<void> {
  await mkdir(path.join(directory, name), { recursive: true });
  await writeFile(path.join(directory, name, "migration.sql"), sql);
}

test("runs a file as one script, semicolons inside a function body included", async () => {
  await write("1_first", "CREATE FUNCTION two() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN 2; END $$;");
  expect(await migrate(database.url, directory)).toEqual(["1_first"]);
  expect((await database.pool.query("SELECT two()")).rows).toEqual([{ two: 2 }]);
});

test("records what prisma migrate deploy records: the name and the SHA-256 of the file", async () => {
  const sql = "CREATE TABLE one ();";
  await write("1_first", sql);
  await migrate(database.url, directory);
  const { rows } = await database.pool.query(
    "SELECT migration_name, checksum, finished_at, rolled_back_at, logs FROM _prisma_migrations",
  );
  expect(rows).toEqual([
    {
      migration_name: "1_first",
      checksum: createHash("sha256").update(sql).digest("hex"),
      finished_at: expect.any(Date),
      rolled_back_at: null,
      logs: null,
    },
  ]);
});

test("a file that fails leaves nothing behind, is named with its line, and is tried again once it is mended", async () => {
  await write("1_first", "CREATE TABLE one ();\nINSERT INTO nowhere VALUES (1);");
  const attempt = migrate(database.url, directory);
  await expect(attempt).rejects.toThrow(MigrationError);
  await expect(attempt).rejects.toThrow('migration 1_first failed at line 2: relation "nowhere" does not exist');
  expect((await database.pool.query("SELECT to_regclass('one') AS one")).rows).toEqual([{ one: null }]);
  await write("1_first", "CREATE TABLE one ();");
  expect(await migrate(database.url, directory)).toEqual(["1_first"]);
});

test("replicas that start together apply each file once", async () => {
  await write("1_first", "CREATE TABLE one (); SELECT pg_sleep(0.2);");
  const applied = await Promise.all([1, 2, 3].map(() => migrate(database.url, directory)));
  expect(applied.flat()).toEqual(["1_first"]);
});

test("a database that something else lives in is refused in words", async () => {
  await database.pool.query("CREATE TABLE of_another_product ()");
  await write("1_first", "CREATE TABLE one ();");
  await expect(migrate(database.url, directory)).rejects.toThrow("give Telltale an empty database of its own");
});
