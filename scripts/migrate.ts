/**
 * Applies `prisma/migrations` with Prisma's own schema engine (the WASM build: no binary to download).
 *
 *   node scripts/migrate.ts            migrates DIRECT_DATABASE_URL or DATABASE_URL
 *
 * `_prisma_migrations` is written by the same engine as `prisma migrate deploy` uses, so the two are interchangeable.
 */
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { PrismaPg } from "@prisma/adapter-pg";
import {
  bindMigrationAwareSqlAdapterFactory,
  DriverAdapterError,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";
import type { MigrationList, SchemaEngine } from "@prisma/schema-engine-wasm";
import pg from "pg";

const MIGRATIONS_DIR = path.resolve(import.meta.dirname, "../prisma/migrations");

/** Held for as long as one process migrates; replicas that start together wait for it in turn. ("tellmigr" as an int8) */
const MIGRATION_LOCK_KEY = "8386658433473087346";

/** A migration that could not be applied. The message is one line and says which one and why. */
export class MigrationError extends Error {
  override name = "MigrationError";
}

/**
 * Brings the database up to the newest migration and returns the names of those it applied, oldest first (none when it
 * was up to date). Safe to call from several processes at once. Each migration file runs as one query, so a file that
 * fails leaves nothing behind but its failed row in `_prisma_migrations`; the next call tries it again.
 * @throws {MigrationError} when a file fails
 */
export async function migrate(databaseUrl: string, migrationsDir: string = MIGRATIONS_DIR): Promise<string[]> {
  const lock = new pg.Client({ connectionString: databaseUrl, application_name: "telltale migrate" });
  lock.on("error", () => {});
  await lock.connect();
  try {
    await lock.query(`SELECT pg_advisory_lock(${MIGRATION_LOCK_KEY})`);
    const migrationsList = await readMigrations(migrationsDir);
    return await applyWithEngine(databaseUrl, migrationsList, await failedMigrations(lock));
  } finally {
    await lock.end();
  }
}

async function applyWithEngine(
  databaseUrl: string,
  migrationsList: MigrationList,
  failed: string[],
): Promise<string[]> {
  let scriptError: pg.DatabaseError | undefined;
  const factory = wholeScripts(databaseUrl, (error) => {
    scriptError = error;
  });
  const { SchemaEngine } = await loadSchemaEngine();
  try {
    const engine = await SchemaEngine.new(
      { datamodels: undefined },
      () => {},
      bindMigrationAwareSqlAdapterFactory(factory),
    );
    for (const migrationName of failed) await engine.markMigrationRolledBack({ migrationName });
    const filters = { externalTables: [], externalEnums: [] };
    return (await engine.applyMigrations({ migrationsList, filters })).appliedMigrationNames;
  } catch (error) {
    if (isCode(error, "P3005"))
      throw new MigrationError(
        "the database holds tables of something else: give Telltale an empty database of its own",
      );
    if (!scriptError)
      throw new MigrationError(`the database could not be migrated: ${oneLine(error)}`, { cause: error });
    const name = /migration_name="([^"]+)"/.exec(oneLine(error))?.[1] ?? "";
    const script = migrationsList.migrationDirectories.find((directory) => directory.path === name)?.migrationFile
      .content;
    const before = script?.tag === "ok" ? script.value.slice(0, Number(scriptError.position ?? 1)) : "";
    const message = `migration ${name} failed at line ${before.split("\n").length}: ${oneLine(scriptError)}`;
    throw new MigrationError(message, { cause: error });
  } finally {
    await factory.dispose();
  }
}

/** Migrations that began and did not end. Each ran as one transaction, so nothing of them is there and they may run again. */
async function failedMigrations(client: pg.Client): Promise<string[]> {
  const { rows: tables } = await client.query("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS present");
  if (!tables[0].present) return [];
  const { rows } = await client.query<{ migration_name: string }>(
    "SELECT DISTINCT migration_name FROM _prisma_migrations WHERE finished_at IS NULL AND rolled_back_at IS NULL",
  );
  return rows.map((row) => row.migration_name);
}

async function readMigrations(baseDir: string): Promise<MigrationList> {
  const entries = await readdir(baseDir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const migrationDirectories = names.sort().map(async (name) => ({
    path: name,
    migrationFile: {
      path: "migration.sql",
      content: { tag: "ok" as const, value: await readFile(path.join(baseDir, name, "migration.sql"), "utf8") },
    },
  }));
  const lockfilePath = path.join(baseDir, "migration_lock.toml");
  return {
    baseDir,
    lockfile: { path: "migration_lock.toml", content: await readFile(lockfilePath, "utf8").catch(() => null) },
    shadowDbInitScript: "",
    migrationDirectories: await Promise.all(migrationDirectories),
  };
}

/**
 * The engine hands a whole file to `executeScript`, which `@prisma/adapter-pg` cuts at every `;`, inside function bodies
 * too. PostgreSQL takes a script as it is, and runs it as one transaction.
 */
function wholeScripts(databaseUrl: string, onError: (error: pg.DatabaseError) => void) {
  const pool = new pg.Pool({ connectionString: databaseUrl, application_name: "telltale migrate" });
  const factory = new PrismaPg(pool);
  const whole = (adapter: SqlDriverAdapter): SqlDriverAdapter => {
    adapter.executeScript = async (script) => {
      await pool.query(script).catch((error: unknown) => {
        if (!(error instanceof pg.DatabaseError)) throw error;
        onError(error);
        const { code = "N/A", severity = "ERROR", message, detail, column, hint } = error;
        throw new DriverAdapterError({ kind: "postgres", code, severity, message, detail, column, hint });
      });
    };
    return adapter;
  };
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => whole(await factory.connect()),
    connectToShadowDb: async () => whole(await factory.connectToShadowDb()),
    dispose: () => pool.end(),
  } satisfies SqlMigrationAwareDriverAdapterFactory & { dispose(): Promise<void> };
}

let loaded: ReturnType<typeof instantiate> | undefined;

/** Prisma's schema engine; one a process. */
export function loadSchemaEngine(): Promise<{ SchemaEngine: typeof SchemaEngine }> {
  loaded ??= instantiate();
  return loaded;
}

/** Node and Vitest disagree on how a `.wasm` file is imported, so it is instantiated by hand. */
async function instantiate(): Promise<{ SchemaEngine: typeof SchemaEngine }> {
  const bindings = await import("@prisma/schema-engine-wasm/schema_engine_bg");
  const file = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const module = await WebAssembly.compile(await readFile(file.replace(/\.js$/, ".wasm")));
  const instance = await WebAssembly.instantiate(module, { "./schema_engine_bg.js": bindings });
  bindings.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  return bindings;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

function oneLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error)
    .replace(/\s*\n\s*/g, " ")
    .trim();
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const databaseUrl = process.env.DIRECT_DATABASE_URL ?? process.env.DATABASE_URL;
  if (!databaseUrl) {
    console.error("migrate: set DATABASE_URL to the database to migrate");
    process.exit(1);
  }
  try {
    const applied = await migrate(databaseUrl);
    console.log(applied.length === 0 ? "up to date" : applied.map((name) => `applied ${name}`).join("\n"));
  } catch (error) {
    console.error(`migrate: ${oneLine(error)}`);
    process.exit(1);
  }
}
