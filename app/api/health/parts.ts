import { readdir } from "node:fs/promises";
import path from "node:path";
import { requireEventKey, requireRegistration } from "#inngest/job-server.ts";
import { classifyStream } from "#lib/classification/classify-stream.ts";
import { defaultStreamLimits } from "#lib/classification/schema.ts";
import { pool } from "#lib/db.ts";

export const timeoutMs = 3_000;

/** A part that the product cannot do without. The check resolves when it is well and throws a sentence for the operator. */
export interface Part {
  part: string;
  check(): Promise<void>;
}

/** Everything that must be well for the product to do its work. */
export const parts: Part[] = [
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
      if (missing.length > 0)
        throw new Error(`${missing.length} migrations are not applied, the first is ${missing[0]}`);
    },
  },
  {
    part: "inngest",
    check: async () => {
      await Promise.all([requireRegistration(), requireEventKey()]);
    },
  },
  {
    part: "classification",
    check: async () => {
      workerProbe ??= probeWorker();
      await workerProbe.catch((error: unknown) => {
        workerProbe = undefined;
        throw error;
      });
    },
  },
];

let workerProbe: Promise<void> | undefined;

/** Classifies one line, once a process: after that a worker that dies is replaced, and one that is busy is no illness. */
async function probeWorker(): Promise<void> {
  const body = [Buffer.from("probe\n")];
  const marks = { sourceId: "00000000-0000-0000-0000-000000000000", sourceLabel: "health", parsedAt: new Date() };
  let records = 0;
  for await (const batch of classifyStream({
    body,
    streamType: "Lines",
    limits: defaultStreamLimits,
    schemas: [],
    ...marks,
  })) {
    records += batch.records;
  }
  if (records !== 1) throw new Error("The classification worker does not classify");
}

let migrations: Promise<string[]> | undefined;

function migrationsOfThisBuild(): Promise<string[]> {
  migrations ??= readdir(path.join(process.cwd(), "prisma/migrations"), { withFileTypes: true }).then((entries) =>
    entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name),
  );
  return migrations;
}
