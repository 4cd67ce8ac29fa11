import type pg from "pg";
import type { LogSchema } from "#lib/schemas/log-schema.ts";
import { parseSchema } from "#lib/schemas/parse-schema.ts";
import { indicatorColumns, type SchemaSpec } from "#lib/schemas/schema.ts";
import type { Queryable } from "#lib/sql.ts";
import { dayOf, dayRange, partitionName, quoteName, tableNameOf } from "./names.ts";
import { viewSelect } from "./views.ts";

/**
 * How an event is stored. By bench/copy.ts, in server time a row: `text` is written 10 % faster than `json` and read 50 % slower (each
 * reading casts it), `jsonb` is written at half the speed and read five times as fast, but is not what came. Lines are written
 * once and few are ever read.
 */
export const eventColumnType = "json";

/**
 * Rows of up to 8 KB stay whole and uncompressed. At PostgreSQL's default of 2 KB, events of that size are compressed for nothing: a
 * CloudTrail row took 69 µs to write instead of 26 µs, and saved a fifth of the space (bench/copy.ts).
 */
const partitionSettings = "toast_tuple_target = 8160";

/** One lock for all DDL of the lake, so that replicas wait for each other instead of failing. Any fixed number would do. */
const ddlLock = 7_106_203_441;

/** Tables with day partitions that every installation has. */
export const monitorTables = [
  { schema: "panther_monitor", name: "classification_failures" },
  { schema: "panther_monitor", name: "data_audit" },
] as const;

type PartitionedTable = { schema: string; name: string };

/** What a process knows to exist, by pool: tests and scripts have several databases. */
const known = new WeakMap<pg.Pool, Set<string>>();

/**
 * Makes sure that the lake table, its view and the day's partition exist for each schema, and the day's partitions of
 * the monitor tables. Runs a short transaction of its own; call it before the transaction
 * that calls `writeBatch`. Cheap when all exist (remembered in the process).
 */
export async function prepareLake(pool: pg.Pool, schemas: SchemaSpec[], parsedAt: Date): Promise<void> {
  const day = dayOf(parsedAt);
  const isKnown = known.get(pool) ?? new Set<string>();
  known.set(pool, isKnown);
  const missing = schemas.filter((schema) => !isKnown.has(knownKey(schema, day)));
  if (missing.length === 0 && isKnown.has(day)) return;
  await changeLake(pool, async (client) => {
    for (const table of monitorTables) await ensurePartition(client, table, day);
    for (const schema of missing) {
      await ensureLogTable(client, schema);
      await ensurePartition(client, { schema: "lake", name: tableNameOf(schema.logType) }, day);
    }
  });
  // Yesterday's entries are of no more use.
  if (isKnown.size > 20_000) isKnown.clear();
  isKnown.add(day);
  for (const schema of missing) isKnown.add(knownKey(schema, day));
}

/** The text of a schema is not part of it: another text has another revision, or comes with another release and so another process. */
function knownKey({ logType, revision }: SchemaSpec, day: string): string {
  return `${day} ${logType} ${revision}`;
}

/** Brings the view of a log type up to its schema; for the moment a schema was saved. A log type without a table gets none. */
export async function refreshLogTable(pool: pg.Pool, schema: SchemaSpec): Promise<void> {
  await changeLake(pool, async (client) => {
    const { rowCount } = await client.query("SELECT FROM lake.log_tables WHERE log_type = $1", [schema.logType]);
    if (rowCount) await ensureLogTable(client, schema);
  });
}

/**
 * Makes the table and the view of a schema inside of the caller's transaction and takes both back, so that what is saved can be made
 * ready. A view that stands is not touched, so no reader of it is waited for.
 * @throws the database's error; then the transaction is to be rolled back.
 */
export async function tryLogTable(
  queries: Queryable,
  { logType, schema }: { logType: string; schema: LogSchema },
): Promise<void> {
  const name = tableNameOf(logType);
  await queries.query("SAVEPOINT try_log_table");
  await queries.query("SET LOCAL lock_timeout = '10s'");
  await queries.query(`SELECT pg_advisory_xact_lock(${ddlLock})`);
  const { rowCount } = await queries.query("SELECT FROM lake.log_tables WHERE log_type = $1", [logType]);
  if (!rowCount) await createLogTable(queries, name);
  // No name of a table has a space, so the view that is tried beside one that stands takes nobody's name.
  const view = `panther_logs.${quoteName(rowCount ? `${name} tried` : name)}`;
  await queries.query(`CREATE VIEW ${view} AS ${viewSelect(logType, schema)}`);
  await queries.query("ROLLBACK TO SAVEPOINT try_log_table");
}

/** Makes the partitions of a day for every table there is; the daily job calls it for the days ahead. */
export async function preparePartitions(pool: pg.Pool, day: Date): Promise<void> {
  await changeLake(pool, async (client) => {
    const { rows } = await client.query<{ name: string }>("SELECT table_name AS name FROM lake.log_tables ORDER BY 1");
    for (const table of monitorTables) await ensurePartition(client, table, dayOf(day));
    for (const { name } of rows) await ensurePartition(client, { schema: "lake", name }, dayOf(day));
  });
}

/** The one way to change tables of the lake: a transaction under the DDL lock, with a bound on how long it waits for readers. */
export async function changeLake<T>(pool: pg.Pool, change: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    await client.query("SET LOCAL lock_timeout = '30s'");
    await client.query(`SELECT pg_advisory_xact_lock(${ddlLock})`);
    const result = await change(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

async function ensureLogTable(client: pg.PoolClient, { logType, spec, revision }: SchemaSpec): Promise<void> {
  const name = tableNameOf(logType);
  const { rows } = await client.query<{
    view_revision: number;
    view_definition: string;
  }>("SELECT view_revision, view_definition FROM lake.log_tables WHERE log_type = $1", [logType]);
  if (rows[0] === undefined) {
    await createLogTable(client, name);
    await client.query("INSERT INTO lake.log_tables (log_type, table_name) VALUES ($1, $2)", [logType, name]);
  }
  const { schema } = parseSchema(spec);
  const current = rows[0] ?? { view_revision: 0, view_definition: "" };
  if (schema === undefined || revision < current.view_revision) return;
  const definition = viewSelect(logType, schema);
  if (definition === current.view_definition) return;
  await replaceView(client, name, definition);
  await client.query("UPDATE lake.log_tables SET view_revision = $2, view_definition = $3 WHERE log_type = $1", [
    logType,
    revision,
    definition,
  ]);
}

async function createLogTable(client: Queryable, name: string): Promise<void> {
  const table = `lake.${quoteName(name)}`;
  await client.query(`CREATE TABLE ${table} (
    p_parse_time timestamptz NOT NULL,
    p_event_time timestamptz NOT NULL,
    p_row_id uuid NOT NULL,
    p_source_id uuid NOT NULL,
    p_log_type text NOT NULL,
    p_source_label text NOT NULL,
    event ${eventColumnType} NOT NULL,
    ${indicatorColumns.map((column) => `${column} text[]`).join(",\n    ")}
  ) PARTITION BY RANGE (p_parse_time)`);
  await client.query(`CREATE INDEX ON ${table} USING brin (p_event_time, p_parse_time)`);
  await distribute(client, table);
}

/** Where the database is a Citus cluster, rows are spread by their id; everywhere else this does nothing. */
async function distribute(client: Queryable, table: string): Promise<void> {
  const { rowCount } = await client.query("SELECT 1 FROM pg_extension WHERE extname = 'citus'");
  if (rowCount) await client.query("SELECT create_distributed_table($1, 'p_row_id')", [table]);
}

/** Attached rather than created in place: that takes no lock that a running COPY into the table would have to wait for. */
async function ensurePartition(client: pg.PoolClient, table: PartitionedTable, day: string): Promise<void> {
  const partition = `lake.${quoteName(partitionName(table.name, day))}`;
  const { rows } = await client.query<{ isThere: boolean }>('SELECT to_regclass($1) IS NOT NULL AS "isThere"', [
    partition,
  ]);
  if (rows[0]?.isThere) return;
  const parent = `${quoteName(table.schema)}.${quoteName(table.name)}`;
  const { from, to } = dayRange(day);
  await client.query(
    `CREATE TABLE ${partition} (LIKE ${parent} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED) WITH (${partitionSettings})`,
  );
  await client.query(
    `ALTER TABLE ${parent} ATTACH PARTITION ${partition} FOR VALUES FROM ('${from.toISOString()}') TO ('${to.toISOString()}')`,
  );
}

async function replaceView(client: pg.PoolClient, name: string, select: string): Promise<void> {
  const view = `panther_logs.${quoteName(name)}`;
  await client.query("SAVEPOINT view");
  try {
    // Keeps grants and views built upon it; possible as long as columns are only added behind the last.
    await client.query(`CREATE OR REPLACE VIEW ${view} AS ${select}`);
  } catch {
    await client.query("ROLLBACK TO SAVEPOINT view");
    const grants = await grantsOf(client, view);
    await client.query(`DROP VIEW IF EXISTS ${view} CASCADE`);
    await client.query(`CREATE VIEW ${view} AS ${select}`);
    for (const grant of grants) await client.query(grant);
  }
  await client.query("RELEASE SAVEPOINT view");
}

/** The statements that grant again what others than its owner may do with a view. */
async function grantsOf(client: pg.PoolClient, view: string): Promise<string[]> {
  const { rows } = await client.query<{ grant: string }>(
    `SELECT format('GRANT %s ON ${view} TO %s%s', privilege_type, CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END,
                   CASE WHEN is_grantable THEN ' WITH GRANT OPTION' END) AS "grant"
       FROM pg_class, aclexplode(relacl) WHERE pg_class.oid = to_regclass($1) AND grantee <> relowner`,
    [view],
  );
  return rows.map(({ grant }) => grant);
}
