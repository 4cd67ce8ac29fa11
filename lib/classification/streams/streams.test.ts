import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OfferedSink, RecordSink } from "../record-sink.ts";
import {
  defaultStreamLimits,
  type StreamLimits,
  type StreamType,
  type StreamTypeOptions,
  streamTypes,
} from "../schema.ts";
import { splitters } from "./registry.ts";

type Found =
  | { text: string; offset: number; line: number }
  | { refused: string; text: string; size: number; line: number };

/** Takes an offer as classification does. */
function offeredTo(sink: RecordSink): OfferedSink {
  return {
    ...sink,
    offer(bytes, start, end, ...rest) {
      if (!isObject(bytes.toString("utf8", start, end))) return false;
      sink.record(bytes, start, end, ...rest);
      return true;
    },
  };
}

/** Also true for what does not begin like JSON. */
function isObject(text: string): boolean {
  if (!/^\s*[{[]/.test(text)) return true;
  try {
    return !Array.isArray(JSON.parse(text));
  } catch {
    return false;
  }
}

/** Splits chunks and gives what came out, in order, with the records' bytes copied as they were lent. */
function split(
  type: StreamType,
  chunks: Buffer[],
  limits: StreamLimits = defaultStreamLimits,
  options: StreamTypeOptions = {},
): Found[] {
  const found: Found[] = [];
  const sink: RecordSink = {
    record: (bytes, start, end, offset, line, { ascii, asciiFrom }) => {
      const text = bytes.toString("utf8", start, end);
      if (ascii !== null) expect(ascii.slice(start - asciiFrom, end - asciiFrom)).toBe(text);
      found.push({ text, offset, line });
    },
    refuse: ({ reason, payload, size, line }) => found.push({ refused: reason, text: payload.toString(), size, line }),
  };
  const splitter = splitters[type](limits, offeredTo(sink), options);
  for (const chunk of chunks) splitter.push(chunk);
  splitter.end();
  return found;
}

function texts(found: Found[]): string[] {
  return found.map((one) => ("refused" in one ? `${one.refused}: ${one.text}` : one.text));
}

const small: StreamLimits = { maxInflatedBytes: 1e6, maxLineBytes: 10, maxDepth: 3 };

describe("stream types", () => {
  const cases: [
    type: StreamType,
    title: string,
    body: string | Buffer,
    records: string[],
    options?: StreamTypeOptions,
  ][] = [
    ["Lines", "LF, CRLF and no final line end", "a\nb\r\nc", ["a", "b", "c"]],
    ["Lines", "blank lines", "\n\r\n  \na\n\t\n", ["a"]],
    ["Lines", "byte order marks at the start of lines", "\uFEFFa\n\uFEFF\uFEFFb\r\n\uFEFFc", ["a", "b", "c"]],
    ["Lines", "byte order marks behind space", " \uFEFFa\n\uFEFF\t\uFEFF b\n \uFEFF\n\t c", ["a", " b", "\t c"]],
    ["Lines", "a byte order mark inside a line", "a\uFEFFb\n", ["a\uFEFFb"]],
    [
      "Lines",
      "a byte order mark before bytes that are none",
      Buffer.from("\uFEFFa\n\uFEFFb\0"),
      ["a", "nul_byte: b\0"],
    ],
    ["Lines", "a byte order mark alone", "\uFEFF\n", []],
    ["Lines", "space around a line", "  a \n b", ["  a ", " b"]],
    ["Lines", "a CR inside a line", "a\rb\n", ["a\rb"]],
    ["Lines", "nothing", "", []],
    ["Lines", "bytes that are not UTF-8", Buffer.from([97, 10, 0xff, 98, 10, 99]), ["a", "invalid_utf8: \uFFFDb", "c"]],
    ["Lines", "half a character at the end", Buffer.from([97, 0xe2, 0x82]), ["invalid_utf8: a\uFFFD"]],
    ["Lines", "a NUL", "a\nb\0\nc", ["a", "nul_byte: b\0", "c"]],
    [
      "JSON",
      "values with and without space between",
      '{"a":1}{"b":2}\n [3] "x" ',
      ['{"a":1}', '{"b":2}', "[3]", '"x"'],
    ],
    [
      "JSON",
      "a value over many lines",
      '{\n  "a": "}\\"",\r\n  "b": [\n1]\n}\n{}',
      ['{\n  "a": "}\\"",\r\n  "b": [\n1]\n}', "{}"],
    ],
    ["JSON", "numbers and words up to the end of the line", "1 2\ntrue\nnull", ["1 2", "true", "null"]],
    ["JSON", "text between values", 'oops {"a":1}\n{"b":2}', ['oops {"a":1}', '{"b":2}']],
    ["JSON", "a closing brace too many", '{"a":1}}\n{"b":2}', ['{"a":1}', "}", '{"b":2}']],
    ["JSON", "a string that a line end breaks", '{"a":"x\n{"b":2}', ['{"a":"x', '{"b":2}']],
    ["JSON", "a value that is not closed", '{"a":1}\n{"b":', ['{"a":1}', '{"b":']],
    ["JSON", "byte order marks", '\uFEFF{"a":1}\n\uFEFF\uFEFF{\n"b":2}\uFEFF{}\uFEFF', ['{"a":1}', '{\n"b":2}', "{}"]],
    ["JSON", "half a byte order mark", Buffer.from([0xef, 0xbb, 97, 10, 123, 125]), ["invalid_utf8: \uFFFDa", "{}"]],
    ["JSON", "half a byte order mark at the end", Buffer.from([123, 125, 0xef]), ["{}", "invalid_utf8: \uFFFD"]],
    [
      "JSON",
      "an escaped backslash before the quote",
      '{"a":"\\\\"}{"b":"\\\\\\""}',
      ['{"a":"\\\\"}', '{"b":"\\\\\\""}'],
    ],
    [
      "JsonArray",
      "an array",
      '[{"a":1},\n {"b":[2,{}]} , 3, "x", null]',
      ['{"a":1}', '{"b":[2,{}]}', "3", '"x"', "null"],
    ],
    ["JsonArray", "an empty array", " [ ] ", []],
    ["JsonArray", "byte order marks", '\uFEFF[\uFEFF{"a":1},\uFEFF{}]\n\uFEFF[2]', ['{"a":1}', "{}", "2"]],
    [
      "JsonArray",
      "byte order marks around envelopes",
      '\uFEFF{"r":[1]}\uFEFF{"r":[2]}',
      ["1", "2"],
      { jsonArrayEnvelopeField: "r" },
    ],
    ["JsonArray", "half a byte order mark", Buffer.from([91, 0xef, 0xbb, 93]), ["invalid_utf8: \uFFFD"]],
    ["JsonArray", "several arrays", '[{"a":1}]\n[{"b":2}]', ['{"a":1}', '{"b":2}']],
    ["JsonArray", "an array that is not closed", '[{"a":1}', ['{"a":1}', "invalid_json: "]],
    ["JsonArray", "an element that is not closed", '[{"a":1},{"b"', ['{"a":1}', '{"b"']],
    ["JsonArray", "no array", '{"a":1}\n5', ['not_an_array: {"a":1}', "not_an_array: 5"]],
    [
      "JsonArray",
      "an array under a field",
      '{"x":{"Records":[0]},"Records":[{"a":1},{"b":2}],"y":[1]}',
      ['{"a":1}', '{"b":2}'],
      { jsonArrayEnvelopeField: "Records" },
    ],
    [
      "JsonArray",
      "an array under nested fields",
      '{"a":{"x":1,"b":[{"c":1}]},"b":[2]}',
      ['{"c":1}'],
      { jsonArrayEnvelopeField: "a.b" },
    ],
    [
      "JsonArray",
      "a field written with escapes",
      '{"Rec\\u006Frds":[1]}',
      ["1"],
      { jsonArrayEnvelopeField: "Records" },
    ],
    ["JsonArray", "null under the field", '{"Records":null}', [], { jsonArrayEnvelopeField: "Records" }],
    [
      "JsonArray",
      "an object under the field",
      '{"Records":{"a":1}}',
      ["not_an_array: "],
      { jsonArrayEnvelopeField: "Records" },
    ],
    [
      "JsonArray",
      "no such field",
      '{"a":1}\n{"Records":[2]}',
      ['envelope_not_found: {"a":1}', "2"],
      { jsonArrayEnvelopeField: "Records" },
    ],
    [
      "JsonArray",
      "an array where an envelope should be",
      "[1]",
      ["envelope_not_found: [1]"],
      { jsonArrayEnvelopeField: "Records" },
    ],
    ["JsonArray", "several envelopes", '{"r":[1]}{"r":[2,3]}', ["1", "2", "3"], { jsonArrayEnvelopeField: "r" }],
    ["JsonArray", "an envelope that is not closed", '{"r":[1]', ["1"], { jsonArrayEnvelopeField: "r" }],
    [
      "JsonArray",
      "an envelope that breaks off before the array",
      '{"x":',
      ['envelope_not_found: {"x":'],
      { jsonArrayEnvelopeField: "r" },
    ],
    ["Auto", "lines of JSON", '{"a":1}\n{"b":2}\n', ['{"a":1}', '{"b":2}']],
    ["Auto", "one object", '{"a":1}', ['{"a":1}']],
    ["Auto", "one object over many lines", '{\n "a": 1\n}', ['{\n "a": 1\n}']],
    ["Auto", "objects over many lines", '{"a": [\n{"x":1}\n]}\n{\n}', ['{"a": [\n{"x":1}\n]}', "{\n}"]],
    ["Auto", "objects on one line", '{"a":1} {"b":2}', ['{"a":1}', '{"b":2}']],
    ["Auto", "an array", '\n [{"a":1},{"b":2}]', ['{"a":1}', '{"b":2}']],
    ["Auto", "text", "hello\nworld", ["hello", "world"]],
    ["Auto", "lines of JSON of which the first is cut off", '{"a":1,"b\n{"c":2}\n', ['{"a":1,"b', '{"c":2}']],
    ["Auto", "lines of JSON of which the first lacks its brace", '{"a":1\n{"c":2}\n', ['{"a":1', '{"c":2}']],
    [
      "Auto",
      "lines of JSON of which the first is cut off behind a bracket",
      '{"a":[\n{"c":2}\n{"d":3}\n',
      ['{"a":[', '{"c":2}', '{"d":3}'],
    ],
    [
      "Auto",
      "two lines of JSON of which the first is cut off behind a colon",
      '{"a":\n{"c":{"x":[]}}',
      ['{"a":', '{"c":{"x":[]}}'],
    ],
    [
      "Auto",
      "an object with objects on lines of their own",
      '{"a":[\n{"x":1},\n{"x":2}]}\n{}',
      ['{"a":[\n{"x":1},\n{"x":2}]}', "{}"],
    ],
    ["Auto", "an object and text behind it", '{"a":1} oops\n{"b":2}', ['{"a":1} oops', '{"b":2}']],
    ["Auto", "an object that is not closed", '{"a":1', ['{"a":1']],
    ["Auto", "an object over many lines that is not closed", '{\n"a":1', ['{\n"a":1']],
    ["Auto", "byte order marks", '\uFEFF{"a":1}\n \n\uFEFF{"b":2}\n\uFEFF{\n}', ['{"a":1}', '{"b":2}', "{\n}"]],
    ["Auto", "two byte order marks", '\uFEFF\uFEFF[{"a":1}]', ['{"a":1}']],
    [
      "Auto",
      "several values in a later line",
      '{"a":1}\n{"b":2}{"c":3}\n{"d":4}',
      ['{"a":1}', '{"b":2}', '{"c":3}', '{"d":4}'],
    ],
    [
      "Auto",
      "values over many lines between lines",
      '{"a":1}\r\n{\r\n "b": [\r\n{"x":"}"}\r\n]}\r\n{"c":3}\n{\n"d":4\n}',
      ['{"a":1}', '{\r\n "b": [\r\n{"x":"}"}\r\n]}', '{"c":3}', '{\n"d":4\n}'],
    ],
    [
      "Auto",
      "a value over lines with another behind it",
      '{}\n{\n"a":1} {"b":2}\n{}',
      ["{}", '{\n"a":1}', '{"b":2}', "{}"],
    ],
    [
      "Auto",
      "several values, and text behind them",
      '{}\n{"a":1}{"b":2} oops\n{}',
      ["{}", '{"a":1}', '{"b":2}', "oops", "{}"],
    ],
    ["Auto", "a later value and text behind it", '{}\n{"a":1} oops\n{}', ["{}", '{"a":1} oops', "{}"]],
    ["Auto", "a later line that is cut off", '{}\n{"a":1,"b\n{"c":2}', ["{}", '{"a":1,"b', '{"c":2}']],
    ["Auto", "a later line that lacks its brace", '{}\n{"a":1\n{"c":2}\n', ["{}", '{"a":1', '{"c":2}']],
    [
      "Auto",
      "a later line that is cut off behind a comma",
      '{}\n{"a":1,\n{"c":2}\nx',
      ["{}", '{"a":1,', '{"c":2}', "x"],
    ],
    ["Auto", "later lines that are cut off", '{}\n{"a":\n{"b":\n{"c":\n', ["{}", '{"a":', '{"b":', '{"c":']],
    [
      "Auto",
      "a later value that ends and is no JSON",
      '{}\n{"a":\noops}\n{"b":2}',
      ["{}", '{"a":', "oops}", '{"b":2}'],
    ],
    [
      "Auto",
      "an array in a later line",
      '{"a":1}\n[{"b":2},{"c":3}]\n{"d":4}',
      ['{"a":1}', '{"b":2}', '{"c":3}', '{"d":4}'],
    ],
    ["Auto", "an array over later lines", '{"a":1}\n[\n{"b":2}\n]\n{"d":4}', ['{"a":1}', '{"b":2}', '{"d":4}']],
    ["Auto", "lines behind an array", '[{"a":1}]\n{"b":2}\n{\n"c":3}', ['{"a":1}', '{"b":2}', '{\n"c":3}']],
    ["Auto", "text with brackets", "x\n[2026-11-24 10:00] up\n[[\n", ["x", "[2026-11-24 10:00] up", "[["]],
    [
      "Auto",
      "an array behind a value over lines",
      '{\n"a":1}\n[{"b":2},\n{}]\n{"c":3}',
      ['{\n"a":1}', '{"b":2}', "{}", '{"c":3}'],
    ],
    ["Auto", "an array behind a value on its line", '{"a":1} [{"b":2}] {}\n{}', ['{"a":1}', '{"b":2}', "{}", "{}"]],
    ["Auto", "brackets behind a value that are no array", '{\n"a":1}\n[x] y\n{}', ['{\n"a":1}', "[x]", "y", "{}"]],
    ["Auto", "white space", " \n\n ", []],
  ];
  it.each(cases)("%s: %s", (type, _, body, records, options) => {
    expect(texts(split(type, [Buffer.from(body)], defaultStreamLimits, options))).toEqual(records);
    expect(
      texts(
        split(
          type,
          [...Buffer.from(body)].map((byte) => Buffer.from([byte])),
          defaultStreamLimits,
          options,
        ),
      ),
    ).toEqual(records);
  });

  it("tells where a record stands after a second look", () => {
    expect(split("Auto", [Buffer.from('{}\r\n \n{\n"a":1}{"b":2}\n[1,\n{}]\n{"c":3}{}\nx')])).toEqual([
      { text: "{}", offset: 0, line: 1 },
      { text: '{\n"a":1}', offset: 6, line: 3 },
      { text: '{"b":2}', offset: 14, line: 4 },
      { text: "1", offset: 23, line: 5 },
      { text: "{}", offset: 26, line: 6 },
      { text: '{"c":3}', offset: 30, line: 7 },
      { text: "{}", offset: 37, line: 7 },
      { text: "x", offset: 40, line: 8 },
    ]);
  });

  it("looks twice at no more than a body's bytes are worth", () => {
    const body = Buffer.from(`{}\n${'{"a":\n'.repeat(50_000)}`);
    const timeOf = (type: StreamType) => {
      const start = performance.now();
      expect(split(type, [body])).toHaveLength(50_001);
      return performance.now() - start;
    };
    const lines = timeOf("Lines");
    // Each line looked at up to the end of the body would be thousands of times.
    expect(timeOf("Auto") / lines).toBeLessThan(100);
  });

  it("tells where a record stands", () => {
    expect(split("Lines", [Buffer.from("é\r\n\nb\n")])).toEqual([
      { text: "é", offset: 0, line: 1 },
      { text: "b", offset: 5, line: 3 },
    ]);
    expect(split("JSON", [Buffer.from('\n{\n}\n  {"a":"\\n"}')])).toEqual([
      { text: "{\n}", offset: 1, line: 2 },
      { text: '{"a":"\\n"}', offset: 7, line: 4 },
    ]);
    expect(split("JsonArray", [Buffer.from('[\n{"a":\n1},{}]')])).toEqual([
      { text: '{"a":\n1}', offset: 2, line: 2 },
      { text: "{}", offset: 11, line: 3 },
    ]);
  });

  it.each<[StreamType, string, Found[]]>([
    [
      "Lines",
      "1234567890\r\n12345678901\nx",
      [
        { text: "1234567890", offset: 0, line: 1 },
        { refused: "line_too_long", text: "12345678901", size: 11, line: 2 },
        { text: "x", offset: 24, line: 3 },
      ],
    ],
    [
      "JSON",
      '["1234567"]\n[[[1]]]\n[[[[]]]]',
      [
        { refused: "line_too_long", text: '["1234567"]', size: 11, line: 1 },
        { text: "[[[1]]]", offset: 12, line: 2 },
        { refused: "too_deep", text: "[[[[]]]]", size: 8, line: 3 },
      ],
    ],
    [
      "JsonArray",
      '["12345678","123456789",[[[[]]]],1]',
      [
        { text: '"12345678"', offset: 1, line: 1 },
        { refused: "line_too_long", text: '"123456789"', size: 11, line: 1 },
        { refused: "too_deep", text: "[[[[]]]]", size: 8, line: 1 },
        { text: "1", offset: 33, line: 1 },
      ],
    ],
  ])("%s refuses what breaks a limit and goes on", (type, body, expected) => {
    expect(split(type, [Buffer.from(body)], small)).toEqual(expected);
    expect(
      split(
        type,
        [...Buffer.from(body)].map((byte) => Buffer.from([byte])),
        small,
      ),
    ).toEqual(expected);
  });

  it("keeps the start of a record that is too long, and no more", () => {
    const long = Buffer.alloc(5_000_000, "x");
    const [refusal] = split("Lines", [long, Buffer.from("y\n")], { ...defaultStreamLimits, maxLineBytes: 100_000 });
    expect(refusal).toMatchObject({ refused: "line_too_long", size: 5_000_001 });
    expect(refusal?.text).toHaveLength(65_536);
  });

  it("gives an open record away when the body breaks off", () => {
    const found: string[] = [];
    const sink: RecordSink = {
      record: (bytes, start, end) => found.push(bytes.toString("utf8", start, end)),
      refuse: () => {},
    };
    for (const type of streamTypes) {
      const splitter = splitters[type](defaultStreamLimits, offeredTo(sink), {});
      splitter.push(Buffer.from(type === "JsonArray" ? '[{"a":1},{"b' : '{"a":1}\n{"b'));
      expect(splitter.takePartial()).toMatchObject({ payload: Buffer.from('{"b'), size: 3 });
      expect(splitter.takePartial()).toBeNull();
      splitter.end();
    }
    expect(found).toEqual(['{"a":1}', '{"a":1}', '{"a":1}', '{"a":1}']);
  });

  describe("as properties", () => {
    const piece = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      '"',
      "\\",
      ",",
      ":",
      "\n",
      "\r\n",
      " ",
      "\0",
      "a",
      "1",
      "é",
      "😀",
      '{"a":1}',
      '"r":[',
      '{"r":[{},{"b":"x"}]}',
      "\uFEFF",
      "\t",
    );
    const bytes = fc.oneof(
      fc.array(piece, { maxLength: 60 }).map((parts) => Buffer.from(parts.join(""))),
      fc.uint8Array({ maxLength: 60 }).map((array) => Buffer.from(array)),
      fc.array(fc.json(), { maxLength: 6 }).map((values) => Buffer.from(values.join("\n"))),
    );
    const limits = fc.constantFrom(defaultStreamLimits, small);
    const options = fc.constantFrom<StreamTypeOptions>({}, { jsonArrayEnvelopeField: "r" });

    it.each(streamTypes)("%s: any chunking gives the same records", (type) => {
      fc.assert(
        fc.property(bytes, fc.array(fc.nat(60), { maxLength: 8 }), limits, options, (body, cuts, limit, option) => {
          const places = [0, ...cuts.map((cut) => cut % (body.length + 1)).sort((a, b) => a - b), body.length];
          const chunks = places.slice(1).map((place, index) => body.subarray(places[index], place));
          expect(split(type, chunks, limit, option)).toEqual(split(type, [body], limit, option));
        }),
        { numRuns: 400 },
      );
    });

    it.each(["Lines", "JSON", "Auto"] as const)("%s: nothing but white space and a mark is lost", (type) => {
      fc.assert(
        fc.property(bytes, (body) => {
          const found = split(type, [body]);
          // An array that Auto finds gives its elements; commas and brackets between them are no records.
          const nothing = type === "Auto" ? /[ \t\r\n\uFFFD\uFEFF[\],]/g : /[ \t\r\n\uFFFD\uFEFF]/g;
          const solid = (text: string) => text.replaceAll(nothing, "");
          expect(solid(found.map(({ text }) => text).join(""))).toBe(solid(body.toString()));
        }),
      );
    });

    it("Auto finds every event, however each is written and whatever stands beside it", () => {
      const event = fc.dictionary(fc.constantFrom("a", 'b"', "c{", "d]"), fc.jsonValue({ maxDepth: 2 }), {
        maxKeys: 3,
      });
      const written = (texts: (events: object[]) => string, minLength = 1, maxLength = 1) =>
        fc.array(event, { minLength, maxLength }).map((events) => ({ events, text: texts(events) }));
      const part = fc.oneof(
        written(([one]) => JSON.stringify(one)),
        written(([one]) => JSON.stringify(one, null, 2)),
        written(([one]) => JSON.stringify(one, null, "\t").replaceAll("\n", "\r\n")),
        written((events) => events.map((one) => JSON.stringify(one)).join(""), 2, 4),
        written((events) => events.map((one) => JSON.stringify(one)).join(" "), 2, 4),
        written((events) => JSON.stringify(events), 1, 3),
        written((events) => JSON.stringify(events, null, 1), 1, 3),
      );
      const mark = fc.constantFrom("", "", "\uFEFF", " \uFEFF");
      const end = fc.constantFrom("\n", "\r\n", "\n\n", "\r\n \r\n", " \n\t");
      fc.assert(
        fc.property(fc.array(fc.tuple(mark, part, end), { minLength: 1, maxLength: 5 }), (parts) => {
          const body = parts.map(([before, { text }, after]) => before + text + after).join("");
          const events = parts.flatMap(([, part]) => part.events);
          const found = texts(split("Auto", [Buffer.from(body)])).map((text) => JSON.parse(text));
          expect(found).toEqual(JSON.parse(JSON.stringify(events)));
        }),
        { numRuns: 1000 },
      );
    });

    it("lines, JSON and array hold the same events", () => {
      fc.assert(
        fc.property(fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 8 }), (events) => {
          const lines = events.map((event) => JSON.stringify(event));
          const pretty = events.map((event) => JSON.stringify(event, null, 2)).join("\n");
          const parsed = (type: StreamType, body: string, option?: StreamTypeOptions) =>
            texts(split(type, [Buffer.from(body)], defaultStreamLimits, option)).map((text) => JSON.parse(text));
          const expected = lines.map((line) => JSON.parse(line));
          expect(parsed("Lines", lines.join("\n"))).toEqual(expected);
          expect(parsed("JSON", pretty)).toEqual(expected);
          expect(parsed("JsonArray", `[${lines.join(",")}]`)).toEqual(expected);
          expect(
            parsed("JsonArray", JSON.stringify({ x: events, r: events }, null, 1), { jsonArrayEnvelopeField: "r" }),
          ).toEqual(expected);
          expect(parsed("Auto", lines.join("\n"))).toEqual(expected);
          expect(parsed("Auto", `[${lines.join(",")}]`)).toEqual(expected);
          // An empty object stands on one line also when pretty-printed, so a body that starts with one looks like lines.
          const isTelling = Object.keys(events[0] ?? { a: 1 }).length > 0;
          if (isTelling) expect(parsed("Auto", pretty)).toEqual(expected);
        }),
        { numRuns: 100 },
      );
    });
  });
});
