import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { systemActor, tokenActor } from "#lib/auth/actor.ts";
import { closeConnections, db, pool } from "#lib/db.ts";
import { runDueChecks } from "#lib/health-checks/run-checks.ts";
import { receive } from "#lib/log-intake/receive.ts";
import { processBatches } from "#lib/log-processing/process-batches.ts";
import { replaceSchema } from "#lib/schema-changes/commands.ts";
import { apiCaller } from "#lib/testing/api-caller.ts";
import { contextOf } from "#lib/testing/contexts.ts";
import { createHttpSourceForTest, type HttpSourceForTest } from "#lib/testing/http-source.ts";
import { keptLinesOperations } from "./operations.ts";
import { keptLinesWords, wouldAllFit } from "./terms.ts";
import { tryLine } from "./try-line.ts";
import { judgeDraft, judgeSource, readKeptLinesVerdicts, sourcesToJudge } from "./verdicts.ts";

afterAll(closeConnections);

const limits = { maxBodyBytes: 64 * 1024 * 1024, maxInflatedBytes: 512 * 1024 * 1024 };
const specOf = (fields: string) => `fields:\n  - { name: id, type: string, required: true }\n${fields}`;
const strict = specOf(
  "  - { name: kind, type: string, validate: { allow: [login] } }\n  - { name: bytes, type: int }\n",
);

async function newSource(name: string, options: { logStreamType?: string; spec?: string } = {}) {
  await replaceSchema(contextOf(), name, { spec: options.spec ?? strict });
  return createHttpSourceForTest({ logTypes: [`Custom.${name}`], ...options });
}

async function send(source: HttpSourceForTest, body: string): Promise<void> {
  async function* parts() {
    yield Buffer.from(body);
  }
  const request = {
    method: "POST",
    sourceId: source.id,
    header: () => undefined,
    body: parts(),
    remoteAddress: "127.0.0.1",
  };
  expect((await receive(request, { onBatch: () => {}, limits })).status).toBe(200);
  await processBatches(source.id, { budgetMs: 60_000 });
}

const sendLines = (source: HttpSourceForTest, ...lines: object[]) =>
  send(source, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));

async function verdictOf(source: HttpSourceForTest) {
  const alert = await db.alert.findFirstOrThrow({ where: { sourceId: source.id } });
  return (await readKeptLinesVerdicts([alert.id])).get(alert.id) ?? null;
}

async function isDue(source: HttpSourceForTest) {
  return (await sourcesToJudge()).includes(source.id);
}

test("after a schema was saved the kept lines that would fit are counted, and later lines are added", async () => {
  const source = await newSource("Kept.One");
  await sendLines(
    source,
    { id: "1", kind: "logout" },
    { id: "2", kind: "logout" },
    { id: "3", kind: "login", bytes: 5 },
    { id: "4", kind: "logout" },
    { id: "5", kind: "logout" },
    { id: "6", bytes: "many" },
    { kind: "login" },
  );
  expect(await verdictOf(source)).toBeNull();
  expect(await isDue(source)).toBe(true);
  await judgeSource(source.id, new Date("2026-11-28T10:00:00Z"));
  expect(await verdictOf(source)).toEqual({
    lines: 6,
    fitting: 0,
    isLimited: false,
    judgedAt: "2026-11-28T10:00:00.000Z",
    hasNewer: false,
    standing: [
      expect.objectContaining({ path: "$.kind", reason: "not_allowed", lines: 4 }),
      expect.objectContaining({ lines: 1 }),
      expect.objectContaining({ lines: 1 }),
    ],
  });
  expect(await isDue(source)).toBe(false);

  await replaceSchema(contextOf(), "Kept.One", { spec: strict.replace("[login]", "[login, logout]") });
  expect(await isDue(source)).toBe(true);
  await judgeSource(source.id, new Date());
  const mended = await verdictOf(source);
  expect(mended).toMatchObject({ lines: 6, fitting: 4, isLimited: false, hasNewer: false });
  expect(mended?.standing.map(({ path, lines }) => [path, lines]).toSorted()).toEqual([
    ["$.bytes", 1],
    ["$.id", 1],
  ]);
  expect(wouldAllFit(mended)).toBe(false);
  expect(mended && keptLinesWords(mended)).toBe("4 of 6 kept lines");

  await sendLines(source, { bytes: 1 });
  expect(await verdictOf(source)).toMatchObject({ lines: 6, hasNewer: true });
  expect(await isDue(source)).toBe(true);
  await judgeSource(source.id, new Date());
  const later = await verdictOf(source);
  expect(later).toMatchObject({ lines: 7, fitting: 4, hasNewer: false });
  expect(later?.standing.find(({ path }) => path === "$.id")?.lines).toBe(2);
  expect(await isDue(source)).toBe(false);
});

test("all lines that would fit make an error nothing that is broken; when it is resolved nothing is said of it", async () => {
  const source = await newSource("Kept.All");
  const healthOf = async () => {
    await runDueChecks();
    return (await db.logSource.findUniqueOrThrow({ where: { id: source.id } })).healthStatus;
  };
  await sendLines(source, { id: "1", kind: "logout" }, { id: "2", kind: "logout" }, { id: "3", kind: "login" });
  expect(await healthOf()).toBe("failing");
  await replaceSchema(contextOf(), "Kept.All", { spec: strict.replace("[login]", "[login, logout]") });
  await judgeSource(source.id, new Date());
  const verdict = await verdictOf(source);
  expect(wouldAllFit(verdict)).toBe(true);
  expect(verdict && keptLinesWords(verdict)).toBe("all 2 kept lines");
  expect(await healthOf()).toBe("healthy");
  await db.alert.updateMany({ where: { sourceId: source.id }, data: { status: "RESOLVED", resolvedAt: new Date() } });
  expect(await isDue(source)).toBe(false);
  await judgeSource(source.id, new Date());
  expect(await db.keptLineVerdict.count({ where: { sourceId: source.id } })).toBe(0);
});

test("another schema or stream type that is attached is another verdict", async () => {
  const source = await newSource("Kept.Attached", { logStreamType: "Lines" });
  await replaceSchema(contextOf(), "Kept.Other", {
    spec: "fields: [{ name: other, type: int, required: true }]",
  });
  await send(source, '{"other":1}\n{"id":"1"}{"id":"2"}\n');
  await judgeSource(source.id, new Date());
  expect(await verdictOf(source)).toMatchObject({ lines: 2, fitting: 0 });
  await db.logSource.update({
    where: { id: source.id },
    data: { logTypes: ["Custom.Kept.Attached", "Custom.Kept.Other"] },
  });
  expect(await isDue(source)).toBe(true);
  await judgeSource(source.id, new Date());
  expect(await verdictOf(source)).toMatchObject({ lines: 2, fitting: 1 });
  await db.logSource.update({ where: { id: source.id }, data: { logStreamType: "JSON" } });
  expect(await isDue(source)).toBe(true);
  await judgeSource(source.id, new Date());
  expect(await verdictOf(source)).toMatchObject({ lines: 2, fitting: 2 });
});

test("elements of an array are judged alone, and a body without its array by the envelope of now", async () => {
  const source = await newSource("Kept.Array", { logStreamType: "JsonArray" });
  await send(source, '[{"id":"1","kind":"logout"}]');
  await send(source, '{"Records":[{"id":"2"},{"id":"3"}]}');
  await judgeSource(source.id, new Date());
  expect(await verdictOf(source)).toMatchObject({ lines: 2, fitting: 0 });
  await replaceSchema(contextOf(), "Kept.Array", { spec: strict.replace("[login]", "[login, logout]") });
  await db.logSource.update({
    where: { id: source.id },
    data: { logStreamTypeOptions: { jsonArrayEnvelopeField: "Records" } },
  });
  await judgeSource(source.id, new Date());
  expect(await verdictOf(source)).toMatchObject({ lines: 2, fitting: 2 });
});

test("of very many lines the latest 10,000 are judged", async () => {
  const source = await newSource("Kept.Many");
  await sendLines(source, { id: "1", kind: "logout" });
  await pool.query(
    `INSERT INTO panther_monitor.classification_failures (p_parse_time, p_row_id, p_source_id, p_source_label, line_number, byte_offset,
       payload, payload_bytes, error, schema_revisions)
     SELECT p_parse_time, gen_random_uuid(), p_source_id, p_source_label, 1, 0, payload, payload_bytes, error, '{"Custom.Kept.Many":0}'
       FROM panther_monitor.classification_failures, generate_series(1, 10050) WHERE p_source_id = $1`,
    [source.id],
  );
  await replaceSchema(contextOf(), "Kept.Many", { spec: strict.replace("[login]", "[login, logout]") });
  await judgeSource(source.id, new Date());
  const verdict = await verdictOf(source);
  expect(verdict).toMatchObject({ lines: 10_000, fitting: 10_000, isLimited: true });
  expect(verdict && keptLinesWords(verdict)).toBe("all of the latest 10,000 kept lines");
});

test("what is not whole, or no text, cannot be judged again and does not fit", async () => {
  const source = await newSource("Kept.Broken", { spec: "fields: [{ name: id, type: json, required: true }]" });
  await send(source, '{"no":1}\n');
  await pool.query(
    `UPDATE panther_monitor.classification_failures SET payload = '{"id":1}', payload_bytes = 9 WHERE p_source_id = $1`,
    [source.id],
  );
  await replaceSchema(contextOf(), "Kept.Broken", { spec: "fields: [{ name: id, type: json }]" });
  await judgeSource(source.id, new Date());
  expect(await verdictOf(source)).toMatchObject({ lines: 1, fitting: 0 });
});

test("a line can be tried against a draft, with the exact reasons", () => {
  const now = new Date("2026-11-28T10:00:00Z");
  const spec = `${strict}  - { name: at, type: timestamp, timeFormat: "%b %e %H:%M:%S", isEventTime: true }\n`;
  expect(tryLine(spec, '{"id":"1","at":"Nov 27 12:00:00"}', now)).toEqual({
    eventTime: "2026-11-27T12:00:00.000Z",
    problems: [],
  });
  expect(tryLine(strict, '{"id":"1"}', now)).toEqual({ eventTime: null, problems: [] });
  expect(tryLine(strict, '{"id":"1","bytes":"x"}', now).problems).toEqual([
    {
      path: "$.bytes",
      reason: "wrong_type",
      expected: "a whole number of 32 bits",
      found: 'the text "x"',
      message: '$.bytes must be a whole number of 32 bits, but is the text "x".',
      span: { offset: 18, length: 3 },
    },
  ]);
  expect(tryLine(strict, "plain", now).problems).toMatchObject([{ path: "$", reason: "invalid_json" }]);
  expect(() => tryLine("fields: [", "{}", now)).toThrow("spec: has mistakes, the first in line 1");
});

test("a draft is judged before it is saved, for each source that uses the schema, and nothing is written", async () => {
  const name = `Draft${randomUUID().slice(0, 4).toUpperCase().replaceAll("-", "")}`;
  const source = await newSource(name);
  await sendLines(source, { id: "1", kind: "logout" }, { id: "2", bytes: 5.5 }, { id: "3", kind: "logout" });
  const draft = strict.replace("[login]", "[login, logout]");
  expect(await judgeDraft(systemActor, name, draft)).toEqual({
    sources: [{ sourceId: source.id, sourceLabel: source.label, lines: 3, fitting: 2, isLimited: false }],
    otherSources: 0,
  });
  expect(await db.keptLineVerdict.count({ where: { sourceId: source.id } })).toBe(0);
  expect(await judgeDraft(systemActor, "Kept.Nobody", draft)).toEqual({ sources: [], otherSources: 0 });
});

test("the operations answer as they say, and refuse a draft with mistakes", async () => {
  const source = await newSource("Kept.Api");
  await sendLines(source, { id: "1", kind: "logout" });
  const call = apiCaller(keptLinesOperations, () => tokenActor({ id: randomUUID(), name: "ci" }, ["LogSourceRead"]));
  const draft = strict.replace("[login]", "[login, logout]");
  const judged = await call("POST", "/schemas/Kept.Api/judge", { spec: draft });
  expect([judged.status, judged.json.sources[0]]).toMatchObject([
    200,
    { lines: 1, fitting: 1, sourceLabel: source.label },
  ]);
  const tried = await call("POST", "/schemas/try", { spec: draft, line: '{"id":"1","kind":"up"}' });
  expect([tried.status, tried.json.problems[0]]).toMatchObject([200, { path: "$.kind", reason: "not_allowed" }]);
  for (const path of ["/schemas/Kept.Api/judge", "/schemas/try"]) {
    const refused = await call("POST", path, { spec: "fields: [", line: "{}" });
    expect([refused.status, refused.json.field]).toEqual([400, "spec"]);
  }
  expect((await call("POST", "/schemas/try", { spec: draft, line: "" })).json.message).toBe("line: must not be empty");
});
