/**
 * The type of the event column: json, text or jsonb, written by COPY with the product's encoder and read as the views read it, on a
 * PostgreSQL of its own. Run with: npm run bench:copy
 */
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { BodyClassifier } from "#lib/classification/body-classifier.ts";
import { attachSchema } from "#lib/classification/classifier.ts";
import { eventColumns } from "#lib/classification/copy-columns.ts";
import { defaultStreamLimits } from "#lib/classification/schema.ts";
import { managedSchemas } from "#lib/schemas/managed.ts";
import { indicatorColumns } from "#lib/schemas/schema.ts";
import { machine, median, processorSeconds } from "./measure.ts";
import { body, cloudTrailLine, gitHubLine } from "./sample-logs.ts";
import { withPostgres } from "./with-postgres.ts";

/** As a table is made by default, and `jsonWhole` as the lake makes it: rows of up to 8 KB stay uncompressed. */
const types = ["json", "jsonWhole", "text", "jsonb"] as const;
const columnTypes: Record<string, string> = {
  json: "json",
  jsonWhole: "json",
  text: "text",
  jsonb: "jsonb",
  staged: "text",
};
const rounds = 5;
const size = 16 * 1024 * 1024;

function encode(bytes: Buffer): { copy: Buffer; rows: number } {
  const schemas = [...managedSchemas().values()].map(({ name, schema }) => attachSchema(name, schema));
  const marks = {
    sourceId: "0195f7a0-0000-7000-8000-000000000000",
    sourceLabel: "bench",
    requestId: null,
    objectKey: null,
    parsedAt: 1_790_000_000_000,
    schemaRevisions: {},
  };
  const settings = { streamType: "Lines", streamTypeOptions: {}, limits: defaultStreamLimits, marks } as const;
  const classifier = new BodyClassifier(schemas, settings);
  classifier.push(bytes);
  classifier.end(null);
  const [rows] = classifier.take().events;
  if (rows === undefined) throw new Error("Nothing was classified.");
  return { copy: Buffer.from(rows.copy.buffer, 0, rows.copy.length), rows: rows.rows };
}

const header = Buffer.concat([Buffer.from("PGCOPY\n\xff\r\n\0", "latin1"), Buffer.alloc(8)]);

async function copy(client: pg.Client, table: string, bytes: Buffer): Promise<void> {
  const stream = client.query(copyFrom(`COPY ${table} (${eventColumns.join(", ")}) FROM STDIN (FORMAT binary)`));
  await new Promise<void>((resolve, reject) => {
    stream.once("error", reject).once("finish", resolve);
    stream.write(header);
    for (let at = 0; at < bytes.length; at += 1 << 20) stream.write(bytes.subarray(at, at + (1 << 20)));
    stream.end(Buffer.from([0xff, 0xff]));
  });
}

/** jsonb arrives with a version byte before its text, so for this one type the rows are stored as text first and cast. */
async function fill(client: pg.Client, type: string, bytes: Buffer): Promise<void> {
  await client.query(`TRUNCATE bench_${type}`);
  if (type !== "jsonb") return copy(client, `bench_${type}`, bytes);
  await client.query("TRUNCATE bench_staged");
  await copy(client, "bench_staged", bytes);
}

await withPostgres(
  async ({ url, pid }) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    for (const [name, make] of [
      ["CloudTrail", cloudTrailLine],
      ["GitHub", gitHubLine],
    ] as const) {
      const { copy: bytes, rows } = encode(body(make, size, 0));
      for (const table of [...types, "staged"]) {
        await client.query(`DROP TABLE IF EXISTS bench_${table}`);
        await client.query(`CREATE TABLE bench_${table} (p_parse_time timestamptz, p_event_time timestamptz, p_row_id uuid, p_source_id uuid,
        p_log_type text, p_source_label text, event ${columnTypes[table]}, ${indicatorColumns.map((column) => `${column} text[]`).join(", ")})`);
        if (table.endsWith("Whole")) await client.query(`ALTER TABLE bench_${table} SET (toast_tuple_target = 8160)`);
        await client.query(`CREATE INDEX ON bench_${table} USING brin (p_event_time)`);
      }
      const writes = new Map<string, number[]>(types.map((type) => [type, []]));
      const reads = new Map<string, number[]>(types.map((type) => [type, []]));
      for (let round = 0; round <= rounds; round++) {
        for (const type of round % 2 === 0 ? types : types.toReversed()) {
          await fill(client, type, bytes);
          let before = processorSeconds(pid).postgres;
          if (type === "jsonb")
            await client.query(
              `INSERT INTO bench_jsonb (${eventColumns.join(", ")}) SELECT ${eventColumns.map((column) => (column === "event" ? "event::jsonb" : column)).join(", ")} FROM bench_staged`,
            );
          else await fill(client, type, bytes);
          const write = processorSeconds(pid).postgres - before;
          before = processorSeconds(pid).postgres;
          const event = type === "text" ? "event::json" : "event";
          const field = name === "GitHub" ? "actor" : "eventName";
          for (let query = 0; query < 3; query++) {
            await client.query(
              `SELECT ${event} ->> '${field}', count(*) FROM bench_${type} WHERE ${event} ->> 'org' IS NULL OR true GROUP BY 1`,
            );
          }
          if (round === 0) continue;
          writes.get(type)?.push(write);
          reads.get(type)?.push((processorSeconds(pid).postgres - before) / 3);
        }
      }
      for (const type of types) {
        const write = median(writes.get(type) ?? []);
        const read = median(reads.get(type) ?? []);
        const { rows: sizes } = await client.query(
          `SELECT pg_total_relation_size('bench_${type}')::bigint / ${rows} AS bytes`,
        );
        console.log(
          `${name}, ${type}: writing ${((write * 1e6) / rows).toFixed(1)} µs a row of server time, reading one field ${((read * 1e6) / rows).toFixed(1)} µs a row, ${sizes[0].bytes} B a row`,
        );
        console.log(
          JSON.stringify({
            name,
            type,
            rows,
            writeSeconds: write,
            readSeconds: read,
            bytesPerRow: Number(sizes[0].bytes),
            ...machine(),
          }),
        );
      }
    }
    await client.end();
  },
  { settings: { max_wal_size: "4GB", autovacuum: "off" } },
);
