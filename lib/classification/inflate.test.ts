import { constants, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BodyTrouble, inflateBody } from "./inflate.ts";

async function inflate(
  body: Buffer,
  chunkBytes = 65_536,
  maxBytes = 1e9,
): Promise<{ out: Buffer; trouble: BodyTrouble | null }> {
  const chunks = function* () {
    for (let at = 0; at < body.length; at += chunkBytes) yield body.subarray(at, at + chunkBytes);
  };
  const generator = inflateBody(chunks(), maxBytes);
  const out: Buffer[] = [];
  for (;;) {
    const { value, done } = await generator.next();
    if (done) return { out: Buffer.concat(out), trouble: value };
    out.push(Buffer.from(value));
  }
}

/** A gzip member with every optional part of the header (RFC 1952, 2.3). */
function withFullHeader(data: string): Buffer {
  const plain = gzipSync(data);
  const head = Buffer.from(plain.subarray(0, 10));
  head[3] = 2 | 4 | 8 | 16;
  return Buffer.concat([
    head,
    Buffer.from([3, 0]),
    Buffer.from("xyz"),
    Buffer.from("name\0comment\0"),
    Buffer.from([1, 2]),
    plain.subarray(10),
  ]);
}

const text = "hello\n";
const zipped = gzipSync(text);
const big = Buffer.alloc(3_000_000, "abcdefgh\n");

describe("inflateBody", () => {
  const cases: [title: string, body: Buffer, out: string, reason: string | null][] = [
    ["plain bytes", Buffer.from(text), text, null],
    ["nothing", Buffer.alloc(0), "", null],
    ["one byte that could start gzip", Buffer.from([0x1f]), "\x1f", null],
    ["gzip", zipped, text, null],
    ["gzip of nothing", gzipSync(""), "", null],
    [
      "members one after another",
      Buffer.concat([zipped, gzipSync("world\n"), gzipSync(""), zipped]),
      "hello\nworld\nhello\n",
      null,
    ],
    ["a full header", withFullHeader(text), text, null],
    ["a stored block", gzipSync(text, { level: 0 }), text, null],
    ["a sync flush inside", gzipSync(text, { finishFlush: constants.Z_FINISH }), text, null],
    ["zeros behind", Buffer.concat([zipped, Buffer.alloc(500)]), text, null],
    ["zeros between members", Buffer.concat([zipped, Buffer.alloc(3), zipped]), text + text, null],
    ["junk behind", Buffer.concat([zipped, Buffer.from("garbage")]), text, "gzip_trailing_bytes"],
    ["one byte of junk behind", Buffer.concat([zipped, Buffer.from("g")]), text, "gzip_trailing_bytes"],
    ["the start of a member behind", Buffer.concat([zipped, Buffer.from([0x1f])]), text, "gzip_truncated"],
    ["the head of a member behind", Buffer.concat([zipped, zipped.subarray(0, 10)]), text, "gzip_truncated"],
    ["a header cut off", zipped.subarray(0, 6), "", "gzip_truncated"],
    ["a trailer cut off", zipped.subarray(0, -3), text, "gzip_truncated"],
    [
      "a wrong checksum",
      Buffer.concat([zipped.subarray(0, -8), Buffer.from([0, 0, 0, 0]), zipped.subarray(-4)]),
      text,
      "gzip_corrupt",
    ],
    ["a wrong length", Buffer.concat([zipped.subarray(0, -4), Buffer.from([9, 0, 0, 0])]), text, "gzip_corrupt"],
    ["another method", Buffer.concat([Buffer.from([0x1f, 0x8b, 7]), zipped.subarray(3)]), "", "gzip_corrupt"],
    [
      "damaged data",
      Buffer.concat([zipped.subarray(0, 10), Buffer.from([0xff, 0xff]), zipped.subarray(12)]),
      "",
      "gzip_corrupt",
    ],
  ];
  it.each(cases)("%s", async (_, body, out, reason) => {
    for (const chunkBytes of [1, 7, 65_536]) {
      const result = await inflate(body, chunkBytes);
      expect([chunkBytes, result.out.toString("latin1"), result.trouble?.reason ?? null]).toEqual([
        chunkBytes,
        out,
        reason,
      ]);
    }
  });

  it("keeps what stood before the end of data that was cut off", async () => {
    const { out, trouble } = await inflate(gzipSync(big).subarray(0, -200));
    expect(trouble?.reason).toBe("gzip_truncated");
    expect(out.length).toBeGreaterThan(1_000_000);
    expect(out.equals(big.subarray(0, out.length))).toBe(true);
  });

  it("gives the junk behind the data", async () => {
    const { trouble } = await inflate(Buffer.concat([zipped, Buffer.alloc(100_000, "j")]), 1000);
    expect(trouble).toMatchObject({ restSize: 100_000, found: "100000 more bytes" });
    expect(trouble?.rest.length).toBe(65_536);
  });

  it.each([
    ["gzip", gzipSync(big)],
    ["plain bytes", big],
  ])("stops at the limit: %s", async (_, body) => {
    const { out, trouble } = await inflate(body, 5000, 1_000_000);
    expect([out.length, trouble?.reason]).toEqual([1_000_000, "body_too_large"]);
  });

  it("is content with a body of just the limit", async () => {
    expect(await inflate(gzipSync(big), 65_536, big.length)).toMatchObject({ trouble: null });
  });

  it("does not let a bomb grow memory", async () => {
    const bomb = gzipSync(Buffer.alloc(80_000_000));
    const before = process.memoryUsage().rss;
    const generator = inflateBody([bomb], 1e9);
    let bytes = 0;
    let peak = 0;
    for (let step = await generator.next(); !step.done; step = await generator.next()) {
      bytes += step.value.length;
      peak = Math.max(peak, process.memoryUsage().rss - before);
    }
    expect(bytes).toBe(80_000_000);
    expect(peak).toBeLessThan(60_000_000);
  });

  it("passes on the error of the body", async () => {
    const broken = async function* () {
      yield zipped.subarray(0, 15);
      throw new Error("connection lost");
    };
    await expect(Array.fromAsync(inflateBody(broken(), 1e9))).rejects.toThrow("connection lost");
  });

  it("undoes gzip, whatever the data, the chunks and the members", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 2000 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 300 }),
        async (parts, chunkBytes) => {
          const { out, trouble } = await inflate(Buffer.concat(parts.map((part) => gzipSync(part))), chunkBytes);
          expect(trouble).toBeNull();
          expect(out.equals(Buffer.concat(parts))).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });
});
