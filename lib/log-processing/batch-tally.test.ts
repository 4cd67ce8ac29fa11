import { expect, test } from "vitest";
import type { EncodedBatch } from "#lib/classification/classify-stream.ts";
import { BatchTally, RowBuffer } from "./batch-tally.ts";

const receivedAt = new Date("2026-11-24T12:00:00Z");
const rows = (logType: string | null, count: number, bytes: number, copy = "x") => ({
  logType,
  rows: count,
  bytes,
  copy: Buffer.from(copy),
});

function part(changes: Partial<EncodedBatch>): EncodedBatch {
  return { events: [], failures: null, records: 0, classified: 0, failed: 0, bytes: 0, lastEventAt: null, ...changes };
}

test("counts each record once, by body and by log type", () => {
  const tally = new BatchTally();
  tally.add(
    { id: "a", receivedAt },
    part({ events: [rows("B.Log", 2, 20), rows("A.Log", 1, 5)], failures: rows(null, 3, 7), records: 6 }),
  );
  tally.add({ id: "b", receivedAt }, part({ events: [rows("A.Log", 4, 40)], records: 4 }));
  tally.add({ id: "b", receivedAt }, part({ failures: rows(null, 1, 1), records: 1 }));
  expect(tally.ofBatch("a")).toEqual({ events: 3, failures: 3 });
  expect(tally.ofBatch("b")).toEqual({ events: 4, failures: 1 });
  expect(tally.ofBatch("empty")).toEqual({ events: 0, failures: 0 });
  expect([tally.classified, tally.failed]).toEqual([7, 4]);
  expect(tally.logTypes).toMatchObject([
    { logType: "", classified: 0, failed: 4, bytes: 8 },
    { logType: "A.Log", classified: 5, failed: 0, bytes: 45 },
    { logType: "B.Log", classified: 2, failed: 0, bytes: 20 },
  ]);
});

test("records that became neither or both stop the transaction", () => {
  const tally = new BatchTally();
  expect(() => tally.add({ id: "a", receivedAt }, part({ events: [rows("A", 2, 1)], records: 3 }))).toThrow(
    "3 records became 2 events and 0 failures",
  );
});

test("lateness spans the freshest and the latest body, and a clock that is ahead is not late", () => {
  const tally = new BatchTally();
  for (const seconds of [90, 3, -50]) {
    const lastEventAt = receivedAt.getTime() - seconds * 1000;
    tally.add({ id: `${seconds}`, receivedAt }, part({ events: [rows("A", 1, 1)], records: 1, lastEventAt }));
  }
  expect(tally.logTypes).toMatchObject([{ lagSecondsMin: 0, lagSecondsMax: 90 }]);
});

test("parts of many bodies become one COPY a table, with their bytes in order", () => {
  const buffer = new RowBuffer();
  expect(buffer.take()).toBeNull();
  buffer.add(part({ events: [rows("A", 1, 1, "a1"), rows("B", 1, 1, "b1")], failures: rows(null, 1, 1, "f1") }));
  buffer.add(part({ events: [rows("A", 2, 2, "a2")], failures: rows(null, 1, 1, "f2") }));
  expect(buffer.size).toBe(10);
  const taken = buffer.take();
  expect(taken).toMatchObject({ records: 6, classified: 4, failed: 2, bytes: 6 });
  expect(taken?.events.map((given) => [given.logType, given.rows, String(given.copy)])).toEqual([
    ["A", 3, "a1a2"],
    ["B", 1, "b1"],
  ]);
  expect(String(taken?.failures?.copy)).toBe("f1f2");
  expect(buffer.take()).toBeNull();
});
