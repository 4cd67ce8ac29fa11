/** The classifier and the views read the same text by the same rule: what one takes the other shows, as the same value. */
import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { type ClassifyJob, classifyStream } from "#lib/classification/classify-stream.ts";
import { defaultStreamLimits } from "#lib/classification/schema.ts";
import { endWorkers } from "#lib/classification/worker-pool.ts";
import { closeConnections, inTransaction, pool } from "#lib/db.ts";
import type { SchemaSpec } from "#lib/schemas/schema.ts";
import { prepareLake } from "./tables.ts";
import { writeBatch } from "./writer.ts";

afterAll(async () => {
  endWorkers();
  await closeConnections();
});

const parsedAt = new Date("2026-11-24T10:20:30.456Z");
let made = 0;

/** Classifies one event a value under one field `x`. @returns the name of the view and how many became events. */
async function ingest(field: string, values: string[]): Promise<{ view: string; classified: number }> {
  made += 1;
  const schema: SchemaSpec = { logType: `Custom.Reader${made}`, revision: 1, spec: `fields: [{ name: x, ${field} }]` };
  await prepareLake(pool, [schema], parsedAt);
  const job: ClassifyJob = {
    body: [Buffer.from(values.map((value) => `{"x":${value}}\n`).join(""))],
    streamType: "Lines",
    limits: defaultStreamLimits,
    schemas: [schema],
    sourceId: randomUUID(),
    sourceLabel: "readers",
    parsedAt,
  };
  const classified = await inTransaction(async (client) => {
    let sum = 0;
    for await (const batch of classifyStream(job)) {
      await writeBatch(client, batch);
      sum += batch.classified;
    }
    return sum;
  });
  return { view: `panther_logs.custom_reader${made}`, classified };
}

const sample = <T>(arbitrary: fc.Arbitrary<T>) => fc.sample(arbitrary, 300);
const pad = (value: number, width: number) => String(value).padStart(width, "0");
const digits = (least: number, most: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: least, maxLength: most });

const rfc3339 = fc
  .tuple(
    fc.oneof(fc.constantFrom(1, 1583, 1969, 2024, 2100, 2256, 9999), fc.integer({ min: 1, max: 9999 })),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 31 }),
    fc.constantFrom("00:00:00", "23:59:59", "12:34:56"),
    fc.oneof(
      fc.constant(""),
      digits(1, 30).map((text) => `.${text}`),
      fc.constantFrom(".999999", ".999999999", ".0000009"),
    ),
    fc.oneof(fc.constant("Z"), fc.constantFrom("+23:59", "-23:59", "+14:00", "-15:30", "+05:45")),
  )
  .map(
    ([year, month, day, time, fraction, zone]) =>
      `"${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}T${time}${fraction}${zone}"`,
  );

const spaced = (fraction: fc.Arbitrary<string>) =>
  fc
    .tuple(
      fc.constantFrom("2026", "2024", "1700", "26", "0007", "9999", "0"),
      fc.constantFrom("1", "01", "02", "2", "12", "10", "13"),
      fc.constantFrom("1", "01", "28", "29", "3", "15", "31", "32"),
      fc.constantFrom("0:0:0", "00:00:00", "23:59:59", "1:02:03", "12:34:56", "10:60:00"),
      fraction,
    )
    .map(([year, month, day, time, rest]) => `"${year}-${month}-${day} ${time}${rest}"`);

const seconds = fc.oneof(
  fc.double({ min: -62_135_596_800, max: 253_402_300_800, noNaN: true }).map(String),
  fc
    .integer({ min: 1_700_000_000, max: 1_800_000_000 })
    .chain((whole) => digits(1, 12).map((rest) => `${whole}.${rest}`)),
  fc
    .integer({ min: 1_700_000_000, max: 1_800_000_000 })
    .chain((whole) => digits(1, 12).map((rest) => `"${whole}.${rest}"`)),
  fc.constantFrom(
    "1790000000.9999996",
    '"1790000000.9999994"',
    "1.79e9",
    "17900000000e-1",
    '"1.79e9"',
    "-0.0000005",
    "0",
    '"+5."',
    '".5"',
  ),
);

/** Whole numbers around an instant in units of which 10^`places` make a second, as numbers and as texts. */
const wholes = (places: number) =>
  fc
    .tuple(
      fc.bigInt({ min: -62_135_596_800n * 10n ** BigInt(places), max: 253_402_300_799n * 10n ** BigInt(places) }),
      fc.boolean(),
      fc.constantFrom("", "", "", ".5", "e3"),
    )
    .map(([value, isText, rest]) => (isText ? `"${value}${rest}"` : `${value}${rest}`));

const nanos = [
  "1767225599999999999",
  '"1767225599999999999"',
  "1790000000123456000",
  "1790000000123455999",
  "-1",
  '"-1001"',
  "1.79e18",
];

const times: [formats: string, values: string[]][] = [
  [
    "rfc3339",
    [
      '"2026-12-31T23:59:59.999999999Z"',
      '"9999-12-31T23:59:59.9999999Z"',
      '"9999-12-31T23:59:59-01:00"',
      '"0001-01-01T00:00:00+00:01"',
      '"0000-12-31T23:59:59-01:00"',
      ...sample(rfc3339),
    ],
  ],
  ["unix", sample(seconds)],
  ["unix_ms", sample(wholes(3))],
  ["unix_us", sample(wholes(6))],
  ["unix_ns", [...nanos, ...sample(wholes(9))]],
  ["unix_ms, unix", [...sample(seconds), ...sample(wholes(3))]],
  ["unix_ns, rfc3339, unix", [...nanos, ...sample(seconds), ...sample(rfc3339)]],
  ['"%Y-%m-%d %H:%M:%S"', sample(spaced(fc.constantFrom("", "", ".5")))],
  [
    '"%Y-%m-%d %H:%M:%S.%f"',
    sample(
      spaced(
        fc.oneof(
          digits(1, 7).map((text) => `.${text}`),
          fc.constantFrom("", ".", ",5"),
        ),
      ),
    ),
  ],
  [
    '"layout=2006-01-02 15:04:05"',
    sample(
      spaced(
        fc.oneof(
          digits(1, 10).map((text) => `.${text}`),
          digits(1, 9).map((text) => `,${text}`),
          fc.constantFrom("", "."),
        ),
      ),
    ),
  ],
  [
    '"layout=2006-01-02 15:04:05", rfc3339',
    [...sample(spaced(fc.constantFrom("", ".000001", ",9999999"))), ...sample(rfc3339)],
  ],
];

it.each(times)("a time in %s has one instant, in p_event_time and in its column", async (formats, values) => {
  const { view, classified } = await ingest(
    `type: timestamp, timeFormats: [${formats}], isEventTime: true, required: true`,
    values,
  );
  expect(classified).toBeGreaterThan(20);
  const { rows } = await pool.query(
    `SELECT p_raw_event->>'x' AS written, p_event_time::text AS event_time, x::text FROM ${view} WHERE x IS DISTINCT FROM p_event_time`,
  );
  expect(rows).toEqual([]);
  expect((await pool.query(`SELECT count(*) FROM ${view}`)).rows).toEqual([{ count: classified }]);
});

it("a nanosecond before the new year is of the old one, in both", async () => {
  const { view } = await ingest("type: timestamp, timeFormats: [rfc3339, unix_ns], isEventTime: true, required: true", [
    '"2026-12-31T23:59:59.999999999Z"',
    "1798761599999999999",
    '"1798761599999999999"',
  ]);
  const { rows } = await pool.query(
    `SELECT DISTINCT p_event_time AT TIME ZONE 'UTC' = '2026-12-31 23:59:59.999999' AS is_old FROM ${view}`,
  );
  expect(rows).toEqual([{ is_old: true }]);
});

it("a number in float is the nearest double, in the range that the classifier takes", async () => {
  const odd = [
    "1.7976931348623157e308",
    "1.7976931348623158e308",
    "1.797693134862315807e308",
    "5e-324",
    "2e-324",
    "1e-400",
    "1e-99999",
    "-0",
    "0e99999",
  ];
  const long = [
    `1${"0".repeat(308)}`,
    `0.${"0".repeat(320)}1`,
    `${"9".repeat(400)}`,
    `1${"0".repeat(380)}e-100`,
    "1e00000000000000000000000000000000001",
  ];
  const doubles = sample(fc.double({ noNaN: true, noDefaultInfinity: true })).map(String);
  const texts = ['"1.5"', '"+.5e3"', '"5."', '"1e308"', '"1e-330"', `"${"9".repeat(300)}"`];
  const { view, classified } = await ingest("type: float, required: true", [...odd, ...long, ...doubles, ...texts]);
  const { rows } = await pool.query<{ written: string; x: number | null }>(
    `SELECT p_raw_event->>'x' AS written, x FROM ${view}`,
  );
  expect(rows).toHaveLength(classified);
  for (const { written, x } of rows)
    expect([written, x === 0 ? 0 : x]).toEqual([written, Number(written) === 0 ? 0 : Number(written)]);
});

it("true and false are what the classifier takes for them", async () => {
  const yes = ["true", "1", "1.0", "1e0", "10e-1", '"t"', '"TRUE"', '"1"'];
  const no = ["false", "0", "-0", "0.0", "0e9", '"F"', '"0"', '"False"'];
  const { view, classified } = await ingest("type: boolean, required: true", [...yes, ...no, "2", '"yes"', '"1.0"']);
  expect(classified).toBe(16);
  const { rows } = await pool.query(
    `SELECT count(*) FILTER (WHERE x) AS yes, count(*) FILTER (WHERE NOT x) AS no FROM ${view}`,
  );
  expect(rows).toEqual([{ yes: 8, no: 8 }]);
});

it.each(["json", "object, fields: [{ name: a, type: int }]", "array, element: { type: int }"])(
  "null counts as absent in a column of type %s",
  async (type) => {
    const { view, classified } = await ingest(`type: ${type}`, [
      "null",
      " null ",
      type.startsWith("array") ? "[null]" : "{}",
    ]);
    expect(classified).toBe(3);
    const { rows } = await pool.query(`SELECT count(*), count(x) AS there FROM ${view}`);
    expect(rows).toEqual([{ count: 3, there: 1 }]);
  },
);

it("whole numbers and texts are the same in view and classifier, to the last digit", async () => {
  const whole = ["9223372036854775807", "-9223372036854775808", "9007199254740993", '"+007"', '"-0"', "0"];
  const { view, classified } = await ingest("type: bigint, required: true", [
    ...whole,
    "9223372036854775808",
    '"1.0"',
    "1.0",
  ]);
  expect(classified).toBe(whole.length);
  const { rows } = await pool.query<{ x: string }>(`SELECT x::text AS x FROM ${view} ORDER BY p_row_id`);
  expect(rows.map(({ x }) => x)).toEqual([
    "9223372036854775807",
    "-9223372036854775808",
    "9007199254740993",
    "7",
    "0",
    "0",
  ]);
});
