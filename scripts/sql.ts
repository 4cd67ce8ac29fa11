/**
 * `npm run --silent sql -- "SELECT ..."`: rows of the running product's database, one JSON object a line. Read-only
 * unless `--write` is given. Numbers keep every digit; times are ISO 8601 in UTC with microseconds.
 */
import { once } from "node:events";
import pg from "pg";
import { readRun } from "./supervisor/run-file.ts";
import { readSettings } from "./supervisor/settings.ts";

const { builtins } = pg.types;

/** What TypeScript's library does not know of yet: numbers that keep their digits both ways. */
const exactJson = JSON as unknown as {
  rawJSON(text: string): unknown;
  parse(text: string, revive: (key: string, value: unknown, context: { source: string }) => unknown): unknown;
};

const number = (text: string) => (/^-?\d/.test(text) ? exactJson.rawJSON(text) : text);
const document = (text: string) =>
  exactJson.parse(text, (_key, value, { source }) => (typeof value === "number" ? exactJson.rawJSON(source) : value));
const instant = (text: string) => text.replace(" ", "T").replace(/\+00$/, "Z");

const parsers: Record<number, (text: string) => unknown> = {
  [builtins.INT2]: number,
  [builtins.INT4]: number,
  [builtins.INT8]: number,
  [builtins.FLOAT4]: number,
  [builtins.FLOAT8]: number,
  [builtins.NUMERIC]: number,
  [builtins.JSON]: document,
  [builtins.JSONB]: document,
  [builtins.TIMESTAMP]: instant,
  [builtins.TIMESTAMPTZ]: instant,
  [builtins.BYTEA]: (text) => text,
  [builtins.DATE]: (text) => text,
  [builtins.INTERVAL]: (text) => text,
};

const types = {
  getTypeParser: (oid: number, format?: "text" | "binary") => parsers[oid] ?? pg.types.getTypeParser(oid, format),
} as pg.CustomTypesConfig;

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  const isWrite = args.includes("--write");
  const sql = args
    .filter((arg) => arg !== "--write")
    .join(" ")
    .trim();
  if (!sql) throw new Error('usage: npm run --silent sql -- "SELECT ..." [--write]');
  const settings = readSettings();
  const databaseUrl = readRun(settings.dataDir)?.databaseUrl ?? settings.databaseUrl;
  if (!databaseUrl) throw new Error("Telltale is not running here: start it with `npm start`, or set DATABASE_URL");
  // A reader that has seen enough (`| head`) ends a reading; what was to be written is written all the same.
  process.stdout.on("error", () => isWrite || process.exit(0));
  const client = new pg.Client({ connectionString: databaseUrl, application_name: "telltale sql" });
  await client.connect();
  try {
    await client.query("SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET bytea_output = 'hex'");
    await client.query(isWrite ? "BEGIN" : "BEGIN READ ONLY");
    await printRows(client, sql);
    await client.query("COMMIT");
  } finally {
    await client.end();
  }
}

/** The extended protocol takes one statement only, so no second one can leave the read-only transaction. */
async function printRows(client: pg.Client, text: string): Promise<void> {
  const query = client.query(new pg.Query({ text, types, queryMode: "extended" } as pg.QueryConfig));
  query.on("row", (row) => void process.stdout.write(`${JSON.stringify(row)}\n`));
  await once(query, "end");
}

await main().catch((error: Error) => {
  console.error(`sql: ${error.message}`);
  process.exitCode = 1;
});
