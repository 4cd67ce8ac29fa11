import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { db, pool } from "#lib/db.ts";
import { keepLogSources } from "#lib/log-sources/retention.ts";
import { createHttpSourceForTest } from "#lib/testing/http-source.ts";
import { removeAbandonedBodies, waitingSourceIds } from "./sweep.ts";

const now = new Date("2026-11-24T12:00:00Z");
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const day = 24 * 60;

async function batch(sourceId: string, state: string, at: Date): Promise<string> {
  const id = randomUUID();
  const done = state === "done" ? { doneAt: at } : {};
  await db.logBatch.create({
    data: { id, sourceId, state, bodyBytes: 1, lineCount: 1, receivedAt: at, notBeforeAt: at, ...done },
  });
  await db.logBatchChunk.create({ data: { batchId: id, ordinal: 0, bytes: new Uint8Array([120]) } });
  return id;
}

test("finds each source with a body that is due, once, and no other", async () => {
  const [due, fresh, later, done, receiving] = await Promise.all(
    Array.from({ length: 5 }, () => createHttpSourceForTest()),
  );
  await batch(due?.id ?? "", "pending", minutesAgo(1));
  await batch(due?.id ?? "", "pending", minutesAgo(2));
  await batch(fresh?.id ?? "", "pending", minutesAgo(0));
  await batch(later?.id ?? "", "pending", minutesAgo(-5));
  await batch(done?.id ?? "", "done", minutesAgo(5));
  await batch(receiving?.id ?? "", "receiving", minutesAgo(5));
  expect(await waitingSourceIds(now)).toEqual([due?.id]);
  await db.logSource.deleteMany({});
});

test("removes bodies that broke off long ago with their chunks, and nothing that was acknowledged", async () => {
  const source = await createHttpSourceForTest();
  const gone = await batch(source.id, "receiving", minutesAgo(61));
  const kept = [
    await batch(source.id, "receiving", minutesAgo(59)),
    await batch(source.id, "pending", minutesAgo(600)),
  ];
  expect(await removeAbandonedBodies(now)).toBe(1);
  expect(await db.logBatchChunk.count({ where: { batchId: gone } })).toBe(0);
  expect(await db.logBatch.count({ where: { id: { in: kept } } })).toBe(2);
  await db.logSource.deleteMany({});
});

test("removes what is older than 90 days, never a body that waits or failed, and prepares tomorrow", async () => {
  const source = await createHttpSourceForTest();
  await batch(source.id, "done", minutesAgo(91 * day));
  const kept = [
    await batch(source.id, "done", minutesAgo(89 * day)),
    await batch(source.id, "pending", minutesAgo(91 * day)),
    await batch(source.id, "failed", minutesAgo(91 * day)),
  ];
  for (const age of [91, 89]) {
    const minute = minutesAgo(age * day);
    await db.logSourceMinute.create({ data: { sourceId: source.id, minute, logType: "" } });
    const refusal = { reason: "paused", lastDetail: "", lastAt: minute };
    await db.logSourceRefusal.create({ data: { sourceId: source.id, minute, ...refusal } });
    await db.logSourcePause.create({
      data: { sourceId: source.id, pausedAt: minutesAgo(95 * day - age), resumedAt: minute },
    });
  }
  for (const age of [91 * day, 26 * 60, 24 * 60, 0]) {
    await db.logSourceQuarter.create({ data: { sourceId: source.id, quarter: minutesAgo(age) } });
  }
  expect(await keepLogSources(now)).toEqual({ batches: 1, minutes: 1, quarters: 2, refusals: 1, pauses: 1 });
  expect(await keepLogSources(now)).toEqual({ batches: 0, minutes: 0, quarters: 0, refusals: 0, pauses: 0 });
  expect(await db.logBatch.count({ where: { id: { in: kept } } })).toBe(3);
  const { rows } = await pool.query(
    "SELECT to_regclass('lake.classification_failures_d20261125') IS NOT NULL AS is_there",
  );
  expect(rows).toEqual([{ is_there: true }]);
});
