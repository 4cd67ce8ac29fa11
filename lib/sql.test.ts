import type pg from "pg";
import { describe, expect, test } from "vitest";
import { fragment, type Queryable, sqlOn } from "./sql.ts";

/** What reached the connection; `fields` and `rows` are what it answers. */
function recorder(fields: string[] = [], rows: unknown[][] = [], rowCount: number | null = rows.length) {
  const asked: pg.QueryArrayConfig[] = [];
  const query = async (config: pg.QueryArrayConfig) => {
    asked.push(config);
    return { fields: fields.map((name) => ({ name })), rows, rowCount };
  };
  return { asked, sql: sqlOn({ query } as unknown as Queryable) };
}

describe("sql", () => {
  test("sends every value as a parameter and joins fragments in, in order", async () => {
    const { asked, sql } = recorder();
    const recent = (days: number) => fragment`at > now() - ${days} * interval '1 day'`;
    await sql`SELECT 1 FROM t WHERE a = ${"x'"} AND ${fragment`${recent(3)} AND b = ${null}`} AND c = ANY(${[1, 2]})`;
    expect(asked).toEqual([
      {
        text: "SELECT 1 FROM t WHERE a = $1 AND at > now() - $2 * interval '1 day' AND b = $3 AND c = ANY($4)",
        values: ["x'", 3, null, [1, 2]],
        rowMode: "array",
      },
    ]);
  });

  test("gives columns back in camel case and leaves what is inside of JSON", async () => {
    const { sql } = recorder(["last_event_at", "p95_ms", "count", "facts"], [[1, 2, 3, { a_b: 1 }]]);
    const rows = await sql`SELECT`;
    expect([...rows]).toEqual([{ lastEventAt: 1, p95Ms: 2, count: 3, facts: { a_b: 1 } }]);
  });

  test("counts the rows that a statement touched", async () => {
    expect((await recorder([], [], 4).sql`UPDATE`).count).toBe(4);
    expect((await recorder([], [], null).sql`SET`).count).toBe(0);
  });

  test("refuses undefined, which would be stored as NULL", async () => {
    await expect(recorder().sql`SELECT ${undefined}`).rejects.toThrow("undefined is no value for PostgreSQL");
  });
});
