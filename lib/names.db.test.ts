import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { nameKey } from "./names.ts";
import { createTestDatabase } from "./testing/database.ts";

test("sources of an older version keep their names: the first of those that read alike has the key, the others have none", async () => {
  const { pool, drop } = await createTestDatabase();
  await pool.query(
    "ALTER TABLE log_sources DROP COLUMN label_key; ALTER TABLE destinations DROP COLUMN display_name_key",
  );
  const labels = ["okta-prod", "OKTA-PROD", "ｏｋｔａ-prod", "Zürich  2", "vpn"];
  for (const [at, label] of labels.entries()) {
    await pool.query(
      `INSERT INTO log_sources (kind, label, log_types, log_stream_type, config, created_at, updated_at)
       VALUES ('http-ingest', $1, '{}', 'Auto', '{}', to_timestamp($2), now())`,
      [label, at],
    );
  }
  await pool.query(readFileSync("prisma/migrations/20261128101247_names/migration.sql", "utf8"));
  const { rows } = await pool.query("SELECT label, label_key FROM log_sources ORDER BY created_at");
  const keys = [nameKey("okta-prod"), null, null, nameKey("Zürich  2"), "vpn"];
  expect(rows).toEqual(labels.map((label, at) => ({ label, label_key: keys[at] })));
  await drop();
});
