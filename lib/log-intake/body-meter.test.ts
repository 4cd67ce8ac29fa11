import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { BodyMeter } from "./body-meter.ts";

async function measure(parts: Uint8Array[], maxInflatedBytes = 1_000_000) {
  const meter = new BodyMeter(maxInflatedBytes);
  for (const part of parts) await meter.push(part);
  await meter.end();
  const { bytes, inflatedBytes, lines, isOverInflated } = meter;
  return { bytes, inflatedBytes, lines, isOverInflated };
}

function cut(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
}

test.each<[string, string, number]>([
  ["nothing", "", 0],
  ["a line end alone", "\n", 0],
  ["one byte", "x", 1],
  ["no line end at the end", "a\nb", 2],
  ["a line end at the end", "a\nb\n", 2],
  ["empty lines", "\n\na\n\n\nb\n\n", 2],
  ["carriage returns", "a\r\n\r\nb\r\n", 2],
  ["a carriage return of its own is not empty when it stands beside a byte", "\r\n \r\n", 1],
])("counts lines that are not empty: %s", async (_name, text, lines) => {
  const bytes = Buffer.from(text);
  for (const size of [1, 2, 3, 100]) {
    expect(await measure(cut(bytes, size))).toEqual({
      bytes: bytes.length,
      inflatedBytes: bytes.length,
      lines,
      isOverInflated: false,
    });
    const packed = gzipSync(bytes);
    expect(await measure(cut(packed, size))).toEqual({
      bytes: packed.length,
      inflatedBytes: bytes.length,
      lines,
      isOverInflated: false,
    });
  }
});

test("counts all members of concatenated gzip", async () => {
  expect(await measure([gzipSync("a\nb\n"), gzipSync("c\n")])).toMatchObject({ lines: 3, inflatedBytes: 6 });
});

test("counts truncated and corrupt gzip as far as it can be read", async () => {
  const packed = gzipSync(Buffer.from(Array.from({ length: 20_000 }, (_, at) => `line ${at * 7919}\n`).join("")));
  const truncated = await measure(cut(packed.subarray(0, packed.length / 2), 4096));
  expect(truncated.bytes).toBe(Math.floor(packed.length / 2));
  expect(truncated.lines).toBeGreaterThan(5_000);
  expect(truncated.lines).toBeLessThan(15_000);
  const corrupt = Buffer.from(packed);
  corrupt.fill(0xff, 10_000, 10_100);
  expect((await measure(cut(corrupt, 4096))).bytes).toBe(packed.length);
  expect(await measure([Buffer.from([0x1f, 0x8b]), Buffer.from("not gzip at all")])).toMatchObject({
    lines: 0,
    inflatedBytes: 0,
  });
});

test("stops inflating at the limit", async () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000));
  const result = await measure([bomb], 1_000_000);
  expect(result.isOverInflated).toBe(true);
  expect(result.inflatedBytes).toBeLessThan(1_200_000);
});
