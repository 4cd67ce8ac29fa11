import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { systemActor, tokenActor } from "#lib/auth/actor.ts";
import {
  type ChangeContext,
  change,
  type NoticeSenders,
  notify,
  sendNoticesWith,
  systemChange,
  type Tx,
} from "./change.ts";
import { closeConnections, db, inPrismaTransaction, pool, sql } from "./db.ts";
import { etagOf } from "./etag.ts";

afterAll(closeConnections);

const now = new Date("2026-03-01T12:00:00.000Z");
const context: ChangeContext = { actor: systemActor, now };

const schemaRow = (logType: string) => ({ logType, spec: "fields: []" });
const newName = () => `Custom.${randomUUID()}`;

let sent: unknown[] = [];
const senders: NoticeSenders = {
  deliveriesDue: async (due) => void sent.push({ due }),
  batchesWaiting: (sourceIds) => void sent.push({ sourceIds }),
  judgementsDue: (judged) => void sent.push({ judged }),
};

beforeEach(() => {
  sent = [];
  sendNoticesWith(senders);
});

/** The unit of work as both makers make it; each promise below must hold for both. */
const makers = [
  ["change", <T>(work: (tx: Tx) => Promise<T>) => change(context, work)],
  ["systemChange", <T>(work: (tx: Tx) => Promise<T>) => systemChange(now, work)],
] as const;

describe.each(makers)("%s", (_, make) => {
  const insert = (tx: Tx, name: string) =>
    tx.sql`INSERT INTO log_schemas (log_type, spec, updated_at) VALUES (${name}, '', ${tx.now})`;

  test("stores all of it, with its audit entries in order, and then sends its notices", async () => {
    const name = newName();
    const answer = await make(async (tx) => {
      await insert(tx, name);
      tx.audit("schema.create", { type: "schema", id: name, name }, { after: { spec: "" } });
      tx.audit("schema.update", { type: "schema", id: name });
      tx.deliveriesDue(["d1", "d2"]);
      tx.deliveriesDue(["d1"]);
      tx.deliveriesDue(["d1"], now);
      tx.batchesWaiting(["s1"]);
      tx.judgementsDue(["s2"]);
      tx.judgementsDue(["s2"]);
      expect(sent).toEqual([]);
      return 7;
    });
    expect(answer).toBe(7);
    expect(await db.logSchema.count({ where: { logType: name } })).toBe(1);
    expect(await db.auditLogEntry.findMany({ where: { targetId: name }, orderBy: { id: "asc" } })).toMatchObject([
      { at: now, actorType: "system", actorName: "Telltale", action: "schema.create", detail: { after: { spec: "" } } },
      { action: "schema.update", targetName: "", detail: {}, requestId: null, remoteAddress: null, userAgent: null },
    ]);
    const due = [{ destinationId: "d1" }, { destinationId: "d2" }, { destinationId: "d1", at: now }];
    expect(sent).toEqual([{ due }, { sourceIds: ["s1"] }, { judged: ["s2"] }]);
  });

  test("stores nothing and sends nothing when it throws", async () => {
    const name = newName();
    const failing = make(async (tx) => {
      await insert(tx, name);
      tx.audit("schema.create", { type: "schema", id: name });
      tx.deliveriesDue(["d1"]);
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(await db.logSchema.count({ where: { logType: name } })).toBe(0);
    expect(await db.auditLogEntry.count({ where: { targetId: name } })).toBe(0);
    expect(sent).toEqual([]);
  });

  test("fails when a statement's error is swallowed, because PostgreSQL stores nothing then", async () => {
    const name = newName();
    const swallowing = make(async (tx) => {
      await insert(tx, name);
      await tx.sql`SELECT 1 / 0`.catch(() => {});
      tx.deliveriesDue(["d1"]);
    });
    await expect(swallowing).rejects.toThrow("its error was swallowed");
    expect(await db.logSchema.count({ where: { logType: name } })).toBe(0);
    expect(sent).toEqual([]);
  });

  test("does not fail when a notice cannot be sent", async () => {
    const name = newName();
    sendNoticesWith({ ...senders, deliveriesDue: () => Promise.reject(new Error("job server away")) });
    await make(async (tx) => {
      await insert(tx, name);
      tx.deliveriesDue(["d1"]);
    });
    expect(await db.logSchema.count({ where: { logType: name } })).toBe(1);
  });

  test("refuses a query that comes after its end", async () => {
    const late = await make(async (tx) => tx);
    await expect(late.sql`SELECT 1`).rejects.toThrow("after its transaction was over");
  });
});

describe("a change", () => {
  test("notes the actor, the request, the address and the agent", async () => {
    const id = randomUUID();
    const request = { requestId: randomUUID(), remoteAddress: "192.0.2.7", userAgent: "curl/8" };
    const actor = tokenActor({ id: "t1", name: "ci" }, []);
    await change({ actor, now, ...request }, async (tx) => tx.audit("schema.create", { type: "schema", id }));
    expect(await db.auditLogEntry.findMany({ where: { targetId: id } })).toMatchObject([
      { actorType: "api-token", actorId: "t1", actorName: "ci", ...request },
    ]);
  });

  test("that is asked for with If-Match compares a version, or is not stored", async () => {
    const name = newName();
    const asked = { ...context, ifMatch: [etagOf({ revision: 1 })] };
    const careless = change(asked, (tx) => tx.prisma.logSchema.create({ data: schemaRow(name) }));
    await expect(careless).rejects.toThrow("compared no version");
    const late = change(asked, async (tx) => tx.requireVersion({ revision: 2 }, { revision: 2, spec: "" }));
    await expect(late).rejects.toMatchObject({
      status: 412,
      current: { thing: { revision: 2, spec: "" }, etag: etagOf({ revision: 2 }) },
    });
    await change(asked, async (tx) => {
      tx.requireVersion({ revision: 1 }, {});
      await tx.prisma.logSchema.create({ data: schemaRow(name) });
    });
    expect(await db.logSchema.count({ where: { logType: name } })).toBe(1);
  });

  test("shares one connection and one transaction between models and SQL", async () => {
    const name = newName();
    await change(context, async (tx) => {
      const [before] = await tx.sql<{
        pid: number;
        xid: string;
      }>`SELECT pg_backend_pid() AS pid, pg_current_xact_id()::text AS xid`;
      await tx.prisma.logSchema.create({ data: schemaRow(name) });
      const [seen] = await tx.sql<{ logType: string; createdAt: Date; pid: number; xid: string }>`
        SELECT log_type, created_at, pg_backend_pid() AS pid, pg_current_xact_id()::text AS xid
          FROM log_schemas WHERE log_type = ${name}`;
      expect(seen).toEqual({ ...before, logType: name, createdAt: expect.any(Date) });
      await tx.sql`UPDATE log_schemas SET revision = 9 WHERE log_type = ${name}`;
      expect(await tx.prisma.logSchema.findUnique({ where: { logType: name } })).toMatchObject({ revision: 9 });
      expect(await sql`SELECT 1 FROM log_schemas WHERE log_type = ${name}`).toHaveLength(0);
    });
    expect(await sql`SELECT 1 FROM log_schemas WHERE log_type = ${name}`).toHaveLength(1);
  });

  test("has a connection of its own, also when many run at once and inside one another", async () => {
    const pids = await Promise.all(
      Array.from({ length: 8 }, () =>
        change(context, async (tx) => {
          const pidOf = async (of: Tx) => (await of.sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`)[0]?.pid;
          await tx.prisma.logSchema.count();
          return { outer: await pidOf(tx), again: await pidOf(tx) };
        }),
      ),
    );
    for (const { outer, again } of pids) expect(again).toBe(outer);
    await change(context, async (outer) => {
      const name = newName();
      await change(context, async (inner) => void (await inner.prisma.logSchema.create({ data: schemaRow(name) })));
      const [own] = await outer.sql<{
        count: number;
      }>`SELECT count(*) AS count FROM log_schemas WHERE log_type = ${name}`;
      expect(own?.count).toBe(1);
    });
  });

  test("gives its connection back to nobody while a query of a transaction that ran out of time may still come", async () => {
    let late: Promise<unknown> = Promise.resolve();
    const slow = inPrismaTransaction(async (prisma, queries) => {
      await new Promise((resolve) => setTimeout(resolve, 400));
      late = queries.query("SELECT 1");
      late.catch(() => {});
      await prisma.logSchema.count();
    }, 100);
    await expect(slow).rejects.toThrow();
    await expect(late).rejects.toThrow("after its transaction was over");
  });
});

test("notices of what was stored without a unit of work are sent at once", async () => {
  await notify((notices) => notices.batchesWaiting(["s1", "s2", "s1"]));
  expect(sent).toEqual([{ sourceIds: ["s1", "s2"] }]);
});

/**
 * prisma/orm#30374 tells of answers that reach another question after an error inside an interactive transaction. Each
 * question here has an answer only it can have.
 */
describe("answers inside of a transaction are the question's own", () => {
  let checked = 0;
  const own = (value: unknown, expected: unknown) => {
    expect(value).toBe(expected);
    checked += 1;
  };

  async function ask(tx: Parameters<Parameters<typeof change>[1]>[0], taken: string): Promise<void> {
    const token = randomUUID();
    const created = await tx.prisma.logSchema.create({ data: { ...schemaRow(newName()), description: token } });
    own(created.description, token);
    const both = await Promise.all([
      tx.prisma.logSchema.findUniqueOrThrow({ where: { id: created.id } }),
      tx.sql<{ token: string }>`SELECT ${token}::text AS token`,
      tx.prisma.logSchema.count({ where: { description: token } }),
    ]);
    own(both[0].description, token);
    own(both[1][0]?.token, token);
    own(both[2], 1);
    own((await tx.prisma.logSchema.findUniqueOrThrow({ where: { logType: taken } })).logType, taken);
  }

  test("beside unique violations, caught and parallel ones, time-outs and a killed backend", async () => {
    const taken = newName();
    await db.logSchema.create({ data: schemaRow(taken) });
    const quiet = () => change(context, (tx) => ask(tx, taken));
    const violating = () => change(context, (tx) => tx.prisma.logSchema.create({ data: schemaRow(taken) }));
    const caught = () =>
      change(context, async (tx) => {
        await tx.prisma.logSchema.create({ data: schemaRow(taken) }).catch(() => {});
        await tx.prisma.logSchema.count();
      });
    const parallel = () =>
      change(context, (tx) =>
        Promise.all([
          tx.prisma.logSchema.create({ data: schemaRow(taken) }),
          tx.sql`INSERT INTO log_schemas (log_type, spec, updated_at) VALUES (${taken}, '', now())`,
          tx.prisma.logSchema.count(),
        ]),
      );
    const slow = () => inPrismaTransaction((_, queries) => queries.query("SELECT pg_sleep(0.3)"), 50);
    const killed = () =>
      change(context, async (tx) => {
        const [row] = await tx.sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`;
        await pool.query("SELECT pg_terminate_backend($1)", [row?.pid]);
        await tx.prisma.logSchema.count();
      });
    for (let round = 0; round < 12; round += 1) {
      const failing = [violating, caught, parallel, slow, killed].map((attempt) =>
        attempt().then(
          () => "stored",
          () => "refused",
        ),
      );
      await Promise.all(Array.from({ length: 6 }, quiet));
      expect(await Promise.all(failing)).toEqual(Array(5).fill("refused"));
      await Promise.all(Array.from({ length: 2 }, quiet));
    }
    expect(checked).toBe(12 * 8 * 5);
    expect(await db.logSchema.count({ where: { logType: taken } })).toBe(1);
  });
});
