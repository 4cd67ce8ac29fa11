import { afterAll, expect, test } from "vitest";
import { closeConnections, db, pool } from "#lib/db.ts";
import { readHealth } from "#lib/health-checks/queries.ts";
import { runDueChecks } from "#lib/health-checks/run-checks.ts";
import { receive } from "#lib/log-intake/receive.ts";
import { processBatches } from "#lib/log-processing/process-batches.ts";
import { replaceSchema } from "#lib/schema-changes/commands.ts";
import { contextOf } from "#lib/testing/contexts.ts";
import { createHttpSourceForTest } from "#lib/testing/http-source.ts";
import { judgeError } from "./judge-error.ts";

afterAll(closeConnections);

const limits = { maxBodyBytes: 1024 * 1024, maxInflatedBytes: 1024 * 1024 };
const specOf = (allowed: string) =>
  `fields:\n  - { name: id, type: string, required: true }\n  - { name: kind, type: string, validate: { allow: [${allowed}] } }\n`;

async function failingSource(name: string, lines: object[]) {
  await replaceSchema(contextOf(), name, { spec: specOf("login") });
  const source = await createHttpSourceForTest({ logTypes: [`Custom.${name}`] });
  async function* body() {
    yield Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  }
  const request = {
    method: "POST",
    sourceId: source.id,
    header: () => undefined,
    body: body(),
    remoteAddress: "127.0.0.1",
  };
  expect((await receive(request, { onBatch: () => {}, limits })).status).toBe(200);
  await processBatches(source.id, { budgetMs: 60_000 });
  return source.id;
}

const alertOf = (sourceId: string) => db.alert.findFirstOrThrow({ where: { sourceId } });

async function healthOf(sourceId: string) {
  await runDueChecks({ now: () => new Date(Date.now() + 60_000) });
  return (await readHealth([sourceId], new Date(Date.now() + 60_000))).get(sourceId);
}

test("an error ends by itself when all of its kept lines would fit the schema that was saved", async () => {
  const source = await failingSource("Settled", [
    { id: "1", kind: "logout" },
    { id: "2", kind: "logout" },
  ]);
  await judgeError(source, new Date());
  expect(await alertOf(source)).toMatchObject({ status: "OPEN" });
  await replaceSchema(contextOf(), "Settled", { spec: specOf("login, logout") });
  await judgeError(source, new Date());
  const { id, status } = await alertOf(source);
  expect(status).toBe("RESOLVED");
  const { rows } = await pool.query(
    "SELECT detail FROM alert_activities WHERE alert_id = $1 ORDER BY id DESC LIMIT 1",
    [id],
  );
  expect(rows[0].detail).toEqual({
    from: "OPEN",
    to: "RESOLVED",
    why: "All 2 kept lines would now fit the schemas of the source",
  });
});

test("an error of which some lines would still fail stays open, and its source says how many would fit", async () => {
  const source = await failingSource("Half", [
    { id: "1", kind: "logout" },
    { id: "2", kind: "reboot" },
  ]);
  await replaceSchema(contextOf(), "Half", { spec: specOf("login, logout") });
  await judgeError(source, new Date());
  expect(await alertOf(source)).toMatchObject({ status: "OPEN" });
  const health = await healthOf(source);
  expect(health?.status).toBe("failing");
  expect(health?.reasons[0]?.message).toBe(
    "2 lines could not be classified by any attached schema; the schemas of now would take 1 of 2 kept lines",
  );
});
