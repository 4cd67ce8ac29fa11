/**
 * Classification on one core: split, check, parse, match, find indicators, encode for COPY; beside JSON.parse of each line of the same
 * bytes in the same run. Run with: npm run bench:classify; with --floor it is short and fails under a fifth of JSON.parse, as part of
 * `npm test`.
 */
import { BodyClassifier } from "#lib/classification/body-classifier.ts";
import { type AttachedSchema, attachSchema } from "#lib/classification/classifier.ts";
import { defaultStreamLimits, type StreamType } from "#lib/classification/schema.ts";
import { managedSchemas } from "#lib/schemas/managed.ts";
import { compare, report } from "./measure.ts";
import { body, cloudTrailLine, gitHubLine } from "./sample-logs.ts";

const isFloor = process.argv.includes("--floor");
/** Far under what is measured (docs/measurements.md), so that no busy machine breaks it and a slow path does. */
const floor = 0.2;
const size = (isFloor ? 8 : 16) * 1024 * 1024;
const chunkBytes = 1024 * 1024;
const schemas = [...managedSchemas().values()].map(({ name, schema }) => attachSchema(name, schema));

function parseLines(bytes: Buffer): number {
  let records = 0;
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(10, start);
    try {
      JSON.parse(bytes.toString("utf8", start, end));
    } catch {
      // An invalid line costs the baseline its exception as well.
    }
    records += 1;
    start = end + 1;
  }
  return records;
}

function classify(
  bytes: Buffer,
  attached: AttachedSchema[],
  streamType: StreamType = "Lines",
): { events: number; failures: number } {
  const marks = {
    sourceId: "0195f7a0-0000-7000-8000-000000000000",
    sourceLabel: "bench",
    requestId: "bench",
    objectKey: null,
    parsedAt: 1_790_000_000_000,
    schemaRevisions: {},
  };
  const settings = {
    streamType,
    streamTypeOptions: {},
    limits: defaultStreamLimits,
    marks,
  } as const;
  const classifier = new BodyClassifier(attached, settings);
  const counts = { events: 0, failures: 0 };
  const take = () => {
    const part = classifier.take();
    counts.failures += part.failures?.rows ?? 0;
    for (const { rows } of part.events) counts.events += rows;
  };
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    classifier.push(bytes.subarray(at, at + chunkBytes));
    if (classifier.pendingBytes >= chunkBytes) take();
  }
  classifier.end(null);
  take();
  return counts;
}

/** A speed counts only when every line came out as an event or a failure, in the numbers expected. */
function check(name: string, bytes: Buffer, attached: AttachedSchema[], failing: (share: number) => boolean): void {
  const records = parseLines(bytes);
  const { events, failures } = classify(bytes, attached);
  if (events + failures !== records || !failing(failures / records)) {
    throw new Error(`${name}: ${records} lines became ${events} events and ${failures} failures.`);
  }
}

const wanted = process.argv.slice(2).find((given) => !given.startsWith("--")) ?? "";
for (const [name, make] of [
  ["CloudTrail", cloudTrailLine],
  ["GitHub", gitHubLine],
] as const) {
  if (!name.includes(wanted)) continue;
  const valid = body(make, size, 0);
  check(name, valid, schemas, (share) => share === 0);
  const clean = compare(
    valid.length,
    () => parseLines(valid),
    () => classify(valid, schemas),
  );
  report(`${name}, ${schemas.length} schemas, against JSON.parse`, clean, "goal 0.30, aim 0.50");
  if (isFloor) {
    if (clean.ratio >= floor) continue;
    console.error(`${name} is classified at ${clean.ratio.toFixed(2)} of JSON.parse, under the floor of ${floor}`);
    process.exitCode = 1;
    continue;
  }

  const array = Buffer.from(`[${valid.toString().trim().replaceAll("\n", ",")}]`);
  if (classify(array, schemas, "JsonArray").events !== parseLines(valid))
    throw new Error(`${name}: elements were lost.`);
  const asArray = compare(
    valid.length,
    () => parseLines(valid),
    () => classify(array, schemas, "JsonArray"),
    5,
  );
  report(`${name} as one array, against JSON.parse of lines`, asArray, "goal 0.30");

  for (const [words, share, goal] of [
    ["10 %", 0.1, "goal 0.80"],
    ["100 %", 1, "goal 0.70"],
  ] as const) {
    const mixed = body(make, size, share);
    check(name, mixed, schemas, (failed) => Math.abs(failed - share) < 0.02);
    const ratio = compare(
      valid.length,
      () => classify(valid, schemas),
      () => classify(mixed, schemas),
      5,
    );
    report(`${name}, ${words} invalid, against none invalid`, ratio, goal);
  }
}
