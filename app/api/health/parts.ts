import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { inngest } from "#inngest/client.ts";
import { functions } from "#inngest/functions.ts";
import { classifyStream } from "#lib/classification/classify-stream.ts";
import { defaultStreamLimits } from "#lib/classification/schema.ts";
import { pool } from "#lib/db.ts";
import { env } from "#lib/env.ts";

export const timeoutMs = 3_000;
const CLOUD = "https://api.inngest.com";
const DEV_SERVER = "http://localhost:8288";

/** A part that the product cannot do without. The check resolves when it is well and throws a sentence for the operator. */
interface Part {
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
      const { INNGEST_SIGNING_KEY: signingKey } = env();
      const address = inngestAddress();
      const response = await fetch(new URL(`/v1/apps/${inngest.id}/functions`, address), {
        headers: signingKey ? { authorization: `Bearer ${hashedSigningKey(signingKey)}` } : {},
        signal: AbortSignal.timeout(timeoutMs),
      }).catch(() => {
        throw new Error("The Inngest server does not answer");
      });
      if (response.status === 401) throw new Error("The Inngest server refuses INNGEST_SIGNING_KEY");
      // The cloud is asked for no list: it tells apps by environments that only its dashboard knows.
      if (address === CLOUD) return;
      const registered = response.ok ? z.array(z.object({ id: z.string() })).parse(await response.json()) : [];
      const missing = functions.filter((fn) => !registered.some(({ id }) => id === fn.id(inngest.id)));
      if (missing.length > 0) throw new Error(`${missing.length} functions are not registered with the Inngest server`);
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

/** Where the SDK finds the server, by the rules of its documentation ("Environment variables"). */
function inngestAddress(): string {
  const { INNGEST_BASE_URL: address, INNGEST_DEV: dev } = env();
  if (address) return address;
  if (dev && URL.canParse(dev)) return dev;
  return dev && !["0", "false"].includes(dev) ? DEV_SERVER : CLOUD;
}

/** As the SDK sends it: the key's bytes hashed, its prefix kept. */
function hashedSigningKey(key: string): string {
  const prefix = /^signkey-\w+-/.exec(key)?.[0] ?? "";
  return (
    prefix +
    createHash("sha256")
      .update(Buffer.from(key.slice(prefix.length), "hex"))
      .digest("hex")
  );
}

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
