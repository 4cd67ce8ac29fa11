/**
 * Each command of README.md and docs/ is run here, or by another part of the tests, or stands below with the reason why it cannot be and
 * with what is checked of it instead. One that is in no table fails, and so does an entry whose command is gone.
 */

import { execFile, spawn } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningServer, startServer } from "#inngest/server/start-server.ts";
import { freePort } from "#lib/free-port.ts";
import { type Product, startProduct, until } from "#lib/testing/product.ts";
import { initialisePostgres, type PostgresServer, startPostgres } from "./postgres-server.ts";
import { docsCommands } from "./testing/docs-commands.ts";

const root = path.resolve(import.meta.dirname, "..");
const run = promisify(execFile);

/** Run by other parts of `npm test`: where, and a word of that file that shows it. */
const elsewhere: Record<string, [file: string, word: string]> = {
  "npm start": ["scripts/start.e2e.test.ts", "bootstrap.mjs"],
  "PORT=3001 npm start": ["scripts/start.e2e.test.ts", "PORT: String(port)"],
  "kill -9": ["scripts/start.e2e.test.ts", "SIGKILL"],
  "npm run demo": ["scripts/test.ts", "scripts/demo.ts"],
  "npm test": ["package.json", "bootstrap.mjs test"],
  "npm run check": ["scripts/test.ts", "staticChecks"],
};

const notRun: Record<string, string> = {
  "npx prisma migrate deploy": "downloads an engine; scripts/migrate.db.test.ts holds what it records against ours",
  "git clone <this repository> telltale && cd telltale": "the address is the reader's; its second half needs the first",
  "npm run screenshots": "draws each page for minutes; the journeys in a browser open the same pages",
  'INNGEST_EVENT_KEY="$EVENT_KEY" INNGEST_SIGNING_KEY="$SIGNING_KEY" TELLTALE_URL=https://telltale.example.com npm start':
    "would call Inngest's cloud; its variables are checked",
  'inngest start --event-key "$EVENT_KEY" --signing-key "$SIGNING_KEY" --postgres-uri "$POSTGRES_URI" --redis-uri "$REDIS_URI"':
    "no package of npm's brings that server here; its flags are checked",
};

/** Measurements run for minutes; that they are there is checked. */
const isMeasurement = (text: string) => /^npm run (bench|measure):\S+( -- --build)?$/.test(text);

/** Of `inngest start --help`, version 1.x. */
const inngestFlags = [
  ..."config connect-gateway-port event-key help host json log-level no-ui poll-interval port postgres-uri".split(" "),
  ..."queue-workers redis-uri retry-interval sdk-url signing-key sqlite-dir tick verbose".split(" "),
];

interface World {
  product: Product;
  postgres: PostgresServer;
  databaseUrl: string;
  inngest: RunningServer;
  eventKey: string;
  signingKey: string;
  /** Holds events.ndjson, and a program `npm`. */
  directory: string;
}

/** Run here: with what of the text is replaced by what is here, and what must come of it. */
type Here = (world: World, command: string, block: string[]) => Promise<void>;

const selectsOne: Here = async (world, command) => {
  const { stdout } = await shell(world, command.replace("SELECT ...", "SELECT 1 AS one"), {
    TELLTALE_DATA_DIR: world.product.dataDir,
  });
  expect(stdout.trim().split("\n").at(-1)).toBe('{"one":1}');
};

const here: Record<string, Here> = {
  'npm run sql -- "SELECT ..."': selectsOne,
  'npm run --silent sql -- "SELECT ..."': selectsOne,
  "node -e 0": async (world, command) => void (await shell(world, command)),
  "openssl rand -hex 32": async (world, command) =>
    expect((await shell(world, command)).stdout).toMatch(/^[0-9a-f]{64}\n$/),
  "openssl rand -base64 32": async (world, command) =>
    expect((await shell(world, command)).stdout).toMatch(/^[\w+/]{43}=\n$/),
  "npm run migrate": migrates,
  'curl "$TELLTALE_URL/api/ingest/http/$SOURCE_ID" -H "x-telltale-secret: $TELLTALE_SECRET" --data-binary @events.ndjson':
    (world, _command, block) =>
      sendsTwoLines(world, block, { authMethod: "SharedSecret", authHeaderKey: "x-telltale-secret" }),
  "signature=$(openssl dgst -sha256 -hmac \"$TELLTALE_SECRET\" < events.ndjson | sed 's/^.*= *//')": signsAndSends,
  'curl "$TELLTALE_URL/api/ingest/http/$SOURCE_ID" -H "x-telltale-signature: sha256=$signature" --data-binary @events.ndjson':
    signsAndSends,
  'DATABASE_URL="postgresql://telltale:$PASSWORD@db.example.com:5432/telltale" npm start': (world, command) =>
    starts(world, command.replace("db.example.com:5432", `127.0.0.1:${world.postgres.port}`), { PASSWORD: "test" }),
  'INNGEST_DEV=0 INNGEST_BASE_URL=http://inngest.example.com:8288 INNGEST_EVENT_KEY="$EVENT_KEY" INNGEST_SIGNING_KEY="$SIGNING_KEY" TELLTALE_HOST=0.0.0.0 TELLTALE_URL=http://telltale.example.com:3000 npm start':
    (world, command) =>
      starts(world, command.replace("http://inngest.example.com:8288", world.inngest.url), keysOf(world)),
  "INNGEST_DEV=1 npm start": async (world, command) => {
    const server = await startServer({ databaseUrl: await anotherDatabase(world), host: "127.0.0.1", port: 0 });
    await starts(world, command.replace("=1", `=${server.url}`)).finally(() => server.close());
  },
  'DATABASE_URL="$DATABASE_URL" DIRECT_DATABASE_URL="$DIRECT_DATABASE_URL" INNGEST_DEV=0 INNGEST_BASE_URL="$INNGEST_BASE_URL" INNGEST_EVENT_KEY="$EVENT_KEY" INNGEST_SIGNING_KEY="$SIGNING_KEY" TELLTALE_SECRET_KEY="$SECRET_KEY" NEXTAUTH_SECRET="$SESSION_SECRET" TELLTALE_URL=https://telltale.example.com TELLTALE_HOST=0.0.0.0 npm start':
    (world, command) =>
      starts(world, command, {
        ...keysOf(world),
        DATABASE_URL: world.databaseUrl,
        DIRECT_DATABASE_URL: world.databaseUrl,
        INNGEST_BASE_URL: world.inngest.url,
        SECRET_KEY: Buffer.alloc(32, 1).toString("base64"),
        SESSION_SECRET: Buffer.alloc(32, 2).toString("base64"),
      }),
};

const commands = docsCommands(root);
const texts = [...new Set(commands.map(({ text }) => text))];
let world: World;

beforeAll(async () => {
  const directory = await mkdtemp(path.join(tmpdir(), "telltale-docs-"));
  await chmod(directory, 0o755);
  await writeFile(path.join(directory, "events.ndjson"), '{"a":1}\n{"a":2}\n');
  const npm = process.env.npm_execpath ? `"${process.execPath}" "${process.env.npm_execpath}"` : "npm";
  await writeFile(path.join(directory, "in-root"), `#!/bin/sh\ncd "${root}" && exec ${npm} "$@"\n`, { mode: 0o755 });
  const options = { dataDir: path.join(directory, "postgres"), password: "test" };
  await initialisePostgres(options);
  const postgres = await startPostgres(options);
  const databaseUrl = postgres.url("telltale");
  world = { directory, postgres, databaseUrl, eventKey: "ab".repeat(32), signingKey: "cd".repeat(32) } as World;
  await withDatabase(postgres.url("postgres"), "CREATE DATABASE telltale");
  world.inngest = await startServer({
    databaseUrl: await anotherDatabase(world),
    host: "127.0.0.1",
    port: 0,
    eventKey: world.eventKey,
    signingKey: world.signingKey,
  });
  world.product = await startProduct();
});

afterAll(async () => {
  await world.product?.stop();
  await world.inngest?.close();
  await world.postgres.stop();
  await rm(world.directory, { recursive: true, force: true });
});

async function withDatabase(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

let databases = 0;

async function anotherDatabase({ postgres }: World): Promise<string> {
  databases += 1;
  await withDatabase(postgres.url("postgres"), `CREATE DATABASE another_${databases}`);
  return postgres.url(`another_${databases}`);
}

const keysOf = ({ eventKey, signingKey }: World) => ({ EVENT_KEY: eventKey, SIGNING_KEY: signingKey });

function environment({ directory }: World, more: Record<string, string>): NodeJS.ProcessEnv {
  const PATH = `${directory}:${path.dirname(process.execPath)}:${process.env.PATH}`;
  return { ...process.env, DATABASE_URL: "", INNGEST_DEV: "", NODE_ENV: "production", PATH, ...more };
}

/** As a reader's shell runs it, in the folder with their events; npm's own commands in that of the checkout. */
function shell(at: World, command: string, more: Record<string, string> = {}) {
  const line = command.replace(/(^|\s)npm (?=start|run)/, "$1in-root ");
  return run("sh", ["-c", line], { cwd: at.directory, env: environment(at, more), timeout: 60_000 });
}

async function starts(at: World, command: string, more: Record<string, string> = {}): Promise<void> {
  const [port, dataDir] = [await freePort(), await mkdtemp(path.join(tmpdir(), "telltale-docs-start-"))];
  // The address of the reader's host is this machine's.
  const line = command
    .replace(/https?:\/\/telltale\.example\.com(:\d+)?/, `http://127.0.0.1:${port}`)
    .replace(" npm start", " in-root start");
  const env = environment(at, { PORT: String(port), TELLTALE_DATA_DIR: dataDir, ...more });
  const child = spawn("sh", ["-c", line], {
    cwd: at.directory,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (printed += chunk));
  const ended = new Promise((resolve) => child.once("close", resolve));
  try {
    await until("health 200", async () => (await fetch(`http://127.0.0.1:${port}/api/health`)).ok, {
      timeoutMs: 60_000,
    });
    await until("the start to say so", async () => printed.includes("Telltale is ready"));
  } catch (error) {
    throw new Error(`${line}\n${printed}`, { cause: error });
  } finally {
    if (child.pid) process.kill(-child.pid, "SIGINT");
    await ended;
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function migrates(at: World, command: string): Promise<void> {
  await shell(at, command, { DATABASE_URL: at.databaseUrl });
  await withDatabase(at.databaseUrl, "SELECT FROM alerts");
}

async function sendsTwoLines(at: World, block: string[], auth: Record<string, string>): Promise<void> {
  const secret = "a secret of the docs' own";
  const { integrationId } = await at.product.call<{ integrationId: string }>("POST", "/log-sources/http", {
    integrationLabel: `docs ${auth.authMethod} ${performance.now()}`,
    logStreamType: "Auto",
    logTypes: ["Okta.SystemLog"],
    ...auth,
    authSecretValue: secret,
  });
  const { stdout } = await shell(at, block.join("\n"), {
    TELLTALE_URL: at.product.url,
    SOURCE_ID: integrationId,
    TELLTALE_SECRET: secret,
  });
  expect(JSON.parse(stdout)).toMatchObject({ accepted: { lines: 2 } });
}

function signsAndSends(at: World, _command: string, block: string[]): Promise<void> {
  return sendsTwoLines(at, block, {
    authMethod: "HMAC",
    authHeaderKey: "x-telltale-signature",
    authHmacAlg: "sha256",
  });
}

test("each command of the documentation has its place here, and nothing else has", () => {
  const known = [...Object.keys(elsewhere), ...Object.keys(notRun), ...Object.keys(here)];
  expect(texts.filter((text) => !known.includes(text) && !isMeasurement(text))).toEqual([]);
  expect(known.filter((text) => !texts.includes(text))).toEqual([]);
});

test.each(Object.entries(elsewhere))("%s is run by another part", async (_command, [file, word]) => {
  expect(await readFile(path.join(root, file), "utf8")).toContain(word);
});

test("what npm is asked for is there", async () => {
  const { scripts } = JSON.parse(await readFile(path.join(root, "package.json"), "utf8"));
  const asked = texts.flatMap((text) => /npm run (?:--silent )?([\w:-]+)/.exec(text)?.[1] ?? []);
  expect(asked.filter((name) => !(name in scripts))).toEqual([]);
});

test("each variable that a command sets is explained, and read", async () => {
  const table = await readFile(path.join(root, "docs/operate.md"), "utf8");
  const readers = await Promise.all(
    ["lib/env.ts", "scripts/start.ts", "scripts/supervisor/settings.ts"].map((file) =>
      readFile(path.join(root, file), "utf8"),
    ),
  );
  const set = texts.flatMap((text) => [...text.matchAll(/(?:^| )([A-Z][A-Z_]+)=/g)].map(([, name = ""]) => name));
  expect(set.length).toBeGreaterThan(10);
  for (const name of new Set(set)) {
    expect([name, /^\| `/m.test(table) && table.includes(`\`${name}\``)]).toEqual([name, true]);
    expect([name, readers.some((text) => text.includes(name))]).toEqual([name, true]);
  }
});

test("the flags of the Inngest server are its own", () => {
  const flags = texts
    .filter((text) => text.startsWith("inngest "))
    .flatMap((text) => [...text.matchAll(/--([\w-]+)/g)].map(([, name = ""]) => name));
  expect(flags.length).toBeGreaterThan(0);
  expect(flags.filter((flag) => !inngestFlags.includes(flag))).toEqual([]);
});

test.each(Object.keys(here))("runs: %s", async (text) => {
  const command = commands.find((one) => one.text === text);
  if (!command) throw new Error("no document has it");
  await here[text]?.(world, text, command.block);
});
