import { readdir } from "node:fs/promises";
import pg from "pg";
import { afterAll, expect, test } from "vitest";
import { createTestDatabase } from "./database.ts";

const mine = new pg.Pool({ connectionString: process.env.DATABASE_URL });
afterAll(() => mine.end());

test("a test file's own database holds every migration", async () => {
  const { rows } = await mine.query(
    "SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL ORDER BY 1",
  );
  const onDisk = (await readdir("prisma/migrations", { withFileTypes: true })).filter((entry) => entry.isDirectory());
  expect(rows.map((row) => row.migration_name)).toEqual(onDisk.map((entry) => entry.name).sort());
});

test("a further database shares nothing with the first and can be dropped while it is connected to", async () => {
  const other = await createTestDatabase();
  await other.pool.query("CREATE TABLE only_here ()");
  const { rows } = await mine.query("SELECT to_regclass('only_here') AS found");
  expect(rows[0].found).toBeNull();
  const stray = new pg.Client(other.url);
  stray.on("error", () => {});
  await stray.connect();
  await other.drop();
  await expect(new pg.Client(other.url).connect()).rejects.toThrow("does not exist");
});
