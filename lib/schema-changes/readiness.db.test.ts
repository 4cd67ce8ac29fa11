/** What is saved can be made ready, can hold what it held before, and can be taken back. */
import { randomUUID } from "node:crypto";
import { afterAll, expect, it, test } from "vitest";
import { tokenActor } from "#lib/auth/actor.ts";
import { classifyStream } from "#lib/classification/classify-stream.ts";
import { defaultStreamLimits } from "#lib/classification/schema.ts";
import { endWorkers } from "#lib/classification/worker-pool.ts";
import { closeConnections, db, inTransaction, pool } from "#lib/db.ts";
import { prepareLake } from "#lib/lake/tables.ts";
import { viewColumns } from "#lib/lake/views.ts";
import { writeBatch } from "#lib/lake/writer.ts";
import { maxTopFields } from "#lib/schemas/log-schema.ts";
import { parseSchema } from "#lib/schemas/parse-schema.ts";
import { getSchema, schemaSpecs } from "#lib/schemas/queries.ts";
import { contextOf } from "#lib/testing/contexts.ts";
import { replaceSchema, restoreSchemaRevision } from "./commands.ts";
import { getSchemaRevision, listSchemaRevisions } from "./queries.ts";

afterAll(async () => {
  endWorkers();
  await closeConnections();
});

const now = new Date("2026-11-24T10:20:30.456Z");
const actor = tokenActor({ id: randomUUID(), name: "Ada" }, ["LogSourceRead", "LogSourceModify"]);
const save = (name: string, fields: string) => replaceSchema(contextOf(actor), name, { spec: `fields: [${fields}]` });
const required = (name: string, type: string) => `{ name: ${name}, type: ${type}, required: true }`;

/** Classifies lines by a schema as it is saved, into the lake. @returns how many became events. */
async function ingest(name: string, lines: string[]): Promise<number> {
  const schemas = await schemaSpecs([`Custom.${name}`]);
  await prepareLake(pool, schemas, now);
  const job = { streamType: "Lines", limits: defaultStreamLimits, sourceId: randomUUID(), sourceLabel: "x" } as const;
  return inTransaction(async (client) => {
    let events = 0;
    for await (const batch of classifyStream({
      ...job,
      body: [Buffer.from(lines.join("\n"))],
      schemas,
      parsedAt: now,
    })) {
      await writeBatch(client, batch);
      events += batch.classified;
    }
    return events;
  });
}

const fieldList = (count: number) => Array.from({ length: count }, (_, at) => `{ name: f${at}, type: int }`).join(", ");

test("as many fields at the top as a view has columns are saved and made ready; one more is refused by field and rule", async () => {
  const { schema } = parseSchema("fields: [{ name: a, type: int }]");
  expect(schema && viewColumns(schema).length - 1 + maxTopFields).toBe(1600);
  await save("Wide.Enough", fieldList(maxTopFields));
  expect(await ingest("Wide.Enough", ['{"f0":1,"f1580":2}'])).toBe(1);
  expect((await pool.query("SELECT f0, f1580 FROM panther_logs.custom_wide_enough")).rows).toEqual([
    { f0: 1, f1580: 2 },
  ]);
  await expect(save("Wide.Over", fieldList(maxTopFields + 1))).rejects.toMatchObject({
    code: "invalid",
    field: "spec",
    message:
      "spec: line 1, column 9: A schema has at most 1581 fields at the top, each a column of its view; this one has 1582. Put some of them into an object.",
  });
  await expect(save("Wide.Enough", fieldList(maxTopFields + 1))).rejects.toMatchObject({ code: "invalid" });
  expect(await db.logSchema.count({ where: { logType: "Custom.Wide.Over" } })).toBe(0);
});

test("a name that a table of the lake has is refused when it is saved, with PostgreSQL's words", async () => {
  await pool.query("CREATE TABLE lake.custom_taken ()");
  await expect(save("Taken", required("id", "string"))).rejects.toMatchObject({
    code: "invalid",
    field: "spec",
    message: 'spec: no table and view can be made of it: relation "custom_taken" already exists',
  });
  expect(await db.logSchema.count({ where: { logType: "Custom.Taken" } })).toBe(0);
});

test("a name that a partition would have is refused", async () => {
  await expect(save("Acme.D20261128", required("id", "string"))).rejects.toMatchObject({
    code: "invalid",
    field: "name",
  });
  await save("Acme.D2026112", required("id", "string"));
});

test("a schema whose name goes on from another one does not stand in the way of it", async () => {
  for (const name of ["Base", "Base.Trial", "Base.Tried", "BaseTried"]) {
    await save(name, required("id", "int"));
    await ingest(name, ['{"id":1}']);
  }
  expect(await save("Base", `${required("id", "int")}, { name: more, type: string }`)).toMatchObject({ revision: 2 });
});

it("trying leaves nothing behind: a schema that no source uses has no table", async () => {
  await save("Unused", required("id", "string"));
  expect((await pool.query("SELECT to_regclass('lake.custom_unused') AS found")).rows).toEqual([{ found: null }]);
});

it.each(["select", "user", "ctid", "tableoid", "p_event_time", "é".repeat(80), "a'b", 'a\\"b', "%", "1", "😀"])(
  "a field may be called %s",
  async (field) => {
    const name = `Odd${randomUUID().slice(0, 8).replaceAll("-", "")}`;
    await save(name, `{ name: "${field}", type: string, required: true }`);
    expect(await ingest(name, [`{"${field}":"x"}`])).toBe(1);
  },
);

it("a field may not take the column of another one of a like name", async () => {
  await save("Moved", "{ name: someId, type: int }");
  await expect(save("Moved", "{ name: SomeId, type: int }, { name: someId, type: int }")).rejects.toThrow(
    "spec: The column someid shows the field someId and would show SomeId; put SomeId behind someId.",
  );
  await save("Moved", "{ name: someId, type: int }, { name: SomeId, type: int }");
});

const widenings: [from: string, to: string, value: string, before: unknown, after: unknown][] = [
  ["smallint", "int", "-5", -5, -5],
  ["smallint", "float", "7", 7, 7],
  ["int", "bigint", "2147483647", 2147483647, 2147483647],
  ["int", "float", '"12"', 12, 12],
  ["int", "string", "12", 12, "12"],
  ["bigint", "float", "9007199254740991", 9007199254740991, 9007199254740991],
  ["bigint", "string", "9007199254740991", 9007199254740991, "9007199254740991"],
  ["float", "string", "1.50", 1.5, "1.50"],
  ["float", "json", "1.5", 1.5, 1.5],
  ["boolean", "string", "true", true, "true"],
  ["boolean", "json", "false", false, false],
  ["string", "json", '"x"', "x", "x"],
  ["timestamp, timeFormat: unix", "string", "5", new Date(5000), "5"],
  ["array, element: { type: int }", "json", "[1]", [1], [1]],
  ["array, element: { type: int }", "array, element: { type: string }", "[1]", [1], [1]],
  [
    "object, fields: [{ name: a, type: int }]",
    "object, fields: [{ name: a, type: float }]",
    '{"a":1}',
    { a: 1 },
    { a: 1 },
  ],
  ["object, fields: [{ name: a, type: int }]", "json", '{"a":1}', { a: 1 }, { a: 1 }],
];

it.each(widenings)(
  "%s may become %s: old rows are read by the wider type, at once",
  async (from, to, value, before, after) => {
    const name = `Wider${randomUUID().slice(0, 8).replaceAll("-", "")}`;
    const view = `panther_logs.custom_${name.toLowerCase()}`;
    await save(name, required("x", from));
    expect(await ingest(name, [`{"x":${value}}`])).toBe(1);
    expect((await pool.query(`SELECT x FROM ${view}`)).rows).toEqual([{ x: before }]);
    await save(name, required("x", to));
    expect((await pool.query(`SELECT x FROM ${view}`)).rows).toEqual([{ x: after }]);
    // A line that fitted before fits now as well.
    expect(await ingest(name, [`{"x":${value}}`])).toBe(1);
  },
);

test("who may read a view may read it after a type became wider", async () => {
  const role = `reader_${randomUUID().slice(0, 8)}`;
  await pool.query(`CREATE ROLE "${role}"`);
  try {
    await save("Granted", required("x", "int"));
    await ingest("Granted", ['{"x":1}']);
    await pool.query(`GRANT SELECT ON panther_logs.custom_granted TO "${role}"`);
    await save("Granted", required("x", "string"));
    const { rows } = await pool.query(
      "SELECT has_table_privilege($1, 'panther_logs.custom_granted', 'SELECT') AS may",
      [role],
    );
    expect(rows).toEqual([{ may: true }]);
  } finally {
    await pool.query(`DROP OWNED BY "${role}"`);
    await pool.query(`DROP ROLE "${role}"`);
  }
});

it.each([
  ["bigint", "int", "It may become float, string, or json"],
  ["float", "bigint", "It may become string or json"],
  ["string", "int", "It may become json"],
  ["json", "string", "Json is the widest type"],
  ["boolean", "int", "It may become string or json"],
  ["array, element: { type: string }", "array, element: { type: int }", "x[] may not change from string to int"],
  ["array, element: { type: string }", "string", "It may become json"],
])("%s may not become %s", async (from, to, words) => {
  const name = `Narrow${randomUUID().slice(0, 8).replaceAll("-", "")}`;
  await save(name, required("x", from));
  await expect(save(name, required("x", to))).rejects.toThrow(words);
});

test("a change that breaks a source is taken back to an earlier revision, whatever it added or widened", async () => {
  const first = await save("Back", required("id", "int"));
  expect(await ingest("Back", ['{"id":1}'])).toBe(1);
  await save("Back", `${required("id", "float")}, ${required("more", "string")}`);
  expect(await ingest("Back", ['{"id":2}'])).toBe(0);
  await expect(save("Back", `${required("id", "int")}, { name: other, type: int }`)).rejects.toMatchObject({
    code: "invalid",
  });
  await expect(save("Back", required("id", "int"))).rejects.toThrow("The field more may not be deleted or renamed.");
  await expect(restoreSchemaRevision(contextOf(actor), "Back", 7)).rejects.toThrow(
    "There is no revision 7 of Custom.Back",
  );
  const third = await restoreSchemaRevision(contextOf(actor), "Back", 1);
  expect(third.revision).toBe(3);
  expect(await ingest("Back", ['{"id":2}'])).toBe(1);
  expect((await pool.query("SELECT id FROM panther_logs.custom_back ORDER BY id")).rows).toEqual([
    { id: 1 },
    { id: 2 },
  ]);
  expect(
    (await listSchemaRevisions(actor, "Back", { limit: 50 })).results.map(({ revision, createdByName }) => [
      revision,
      createdByName,
    ]),
  ).toEqual([
    [3, "Ada"],
    [2, "Ada"],
    [1, "Ada"],
  ]);
  const newest = await listSchemaRevisions(actor, "Back", { limit: 2 });
  const rest = await listSchemaRevisions(actor, "Back", { limit: 2, cursor: newest.next });
  expect([newest, rest].map(({ results }) => results.map(({ revision }) => revision))).toEqual([[3, 2], [1]]);
  expect(rest.next).toBeUndefined();
  expect((await getSchemaRevision(actor, "Custom.Back", 1)).spec).toBe(first.spec);
  await expect(getSchemaRevision(actor, "Back", 4)).rejects.toThrow("There is no revision 4 of Custom.Back");
});

test("a text that was saved before a rule came can be read, changed back to, but not saved anew", async () => {
  const old = 'fields: [{ name: at, type: timestamp, timeFormat: "%H:%M" }]';
  await db.logSchema.create({ data: { logType: "Custom.Old", spec: old, revision: 2 } });
  await db.logSchemaRevision.create({ data: { logType: "Custom.Old", revision: 2, spec: old, createdAt: now } });
  expect((await getSchema(actor, "Old"))?.fieldCount).toBe(1);
  await expect(
    save("Old", `{ name: at, type: timestamp, timeFormat: "%H:%M" }, { name: b, type: int }`),
  ).rejects.toThrow("does not say a date");
  await save("Old", '{ name: at, type: timestamp, timeFormat: "%F %H:%M" }');
  expect((await restoreSchemaRevision(contextOf(actor), "Old", 2)).revision).toBe(4);
});
