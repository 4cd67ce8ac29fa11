import { expect, test, vi } from "vitest";
import { db, sql } from "./db.ts";
import { insertUser } from "./testing/rows.ts";

test("another copy of the module, as each bundle of Next has one, shares connections and transactions", async () => {
  const id = await insertUser("Ada");
  vi.resetModules();
  const other = await import("./db.ts");
  expect(other.db).not.toBe(db);
  const begun = await other.inPrismaTransaction(async (prisma, queries) => {
    await prisma.user.update({ where: { id }, data: { name: "Grace" } });
    const { rows } = await queries.query("SELECT name FROM users WHERE id = $1", [id]);
    const outside = await sql<{ name: string }>`SELECT name FROM users WHERE id = ${id}`;
    return [rows[0].name, outside[0]?.name];
  });
  expect(begun).toEqual(["Grace", "Ada"]);
  expect(await db.user.findUnique({ where: { id }, select: { name: true } })).toEqual({ name: "Grace" });
});
