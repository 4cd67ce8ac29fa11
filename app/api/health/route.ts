import { readdir } from "node:fs/promises";
import path from "node:path";
import { pool } from "#lib/db.ts";
import { env } from "#lib/env.ts";

export const dynamic = "force-dynamic";

const timeoutMs = 3_000;

/** A part that the product cannot do without. The check resolves when it is well and throws a sentence for the operator. */
interface Part {
  part: string;
  check(): Promise<void>;
}

const parts: Part[] = [
  {
    part: "database",
    check: async () => {
      const { rows } = await pool
        .query<{ name: string }>("SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL")
        .catch(() => {
          throw new Error("The database does not answer");
        });
      const applied = new Set(rows.map((row) => row.name));
      const missing = (await migrationsOfThisBuild()).filter((name) => !applied.has(name));
      if (missing.length > 0) throw new Error(`${missing.length} migrations are not applied, the first is ${missing[0]}`);
    },
  },
  {
    part: "inngest",
    check: async () => {
      const address = env().INNGEST_BASE_URL;
      // Inngest's cloud has no address of ours to ask; what it misses, the sweeps report.
      if (!address) return;
      const response = await fetch(new URL("/health", address), { signal: AbortSignal.timeout(timeoutMs) }).catch(() => {
        throw new Error("The Inngest server does not answer");
      });
      if (!response.ok) throw new Error(`The Inngest server answers ${response.status}`);
    },
  },
];

let migrations: Promise<string[]> | undefined;

function migrationsOfThisBuild(): Promise<string[]> {
  migrations ??= readdir(path.join(process.cwd(), "prisma/migrations"), { withFileTypes: true }).then((entries) =>
    entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name),
  );
  return migrations;
}

/** 200 when every part is ready, 503 with the causes while one is not. Needs no sign-in: load balancers ask it. */
export async function GET(): Promise<Response> {
  const causes = await Promise.all(
    parts.map(async ({ part, check }) => {
      try {
        await within(timeoutMs, check());
        return [];
      } catch (error) {
        return [{ part, message: error instanceof Error ? error.message : String(error) }];
      }
    }),
  );
  const all = causes.flat();
  return Response.json(all.length === 0 ? { status: "ready" } : { status: "not ready", causes: all }, {
    status: all.length === 0 ? 200 : 503,
    headers: { "cache-control": "no-store" },
  });
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`No answer within ${ms / 1000} s`)), ms);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}
