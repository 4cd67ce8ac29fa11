import { describe, expect, it } from "vitest";
import { parseSchema } from "#lib/schemas/parse-schema.ts";
import { type AttachedSchema, attachSchema, Classifier, depthOf } from "./classifier.ts";
import { Explainer } from "./explain.ts";

const arrivedAt = Date.UTC(2026, 10, 24) * 1000;

function schema(logType: string, fields: string): AttachedSchema {
  const parsed = parseSchema(`fields: [${fields}]`).schema;
  if (parsed === undefined) throw new Error("no schema");
  return attachSchema(logType, parsed);
}

const field = (name: string) => `{ name: ${name}, type: string, required: true }`;

function logTypes(classifier: Classifier, schemas: AttachedSchema[], lines: string[]): (string | undefined)[] {
  return lines.map((line) => {
    const outcome = classifier.classify(line, false);
    return outcome.kind === "event" ? schemas[outcome.schemaIndex]?.logType : outcome.kind;
  });
}

describe("Classifier", () => {
  const id = field("id");
  const asking: [title: string, narrow: string, broad: string, line: string][] = [
    ["a field more that it requires", `${id}, ${field("kind")}`, id, '{"id":"1","kind":"a"}'],
    [
      "a nested field that it requires",
      `${id}, { name: who, type: object, required: true, fields: [${field("ip")}] }`,
      `${id}, { name: who, type: object, required: true, fields: [{ name: ip, type: string }] }`,
      '{"id":"1","who":{"ip":"1"}}',
    ],
    [
      "a required field, however much the other one describes",
      `${id}, ${field("kind")}`,
      `${id}, { name: kind, type: string }, { name: a, type: int }, { name: b, type: int, description: x }`,
      '{"id":"1","kind":"a","a":1,"b":2}',
    ],
    [
      "a rule",
      `${id}, { name: kind, type: string, validate: { allow: [a] } }`,
      `${id}, { name: kind, type: string }, { name: more, type: string }`,
      '{"id":"1","kind":"a"}',
    ],
    ["a field more that it describes", `${id}, { name: a, type: int }`, id, '{"id":"1","a":1}'],
  ];

  it.each(asking)(
    "a line that fits two schemas goes to the one with %s, whatever came before",
    (_, narrow, broad, line) => {
      for (const schemas of [
        [schema("Narrow", narrow), schema("Broad", broad)],
        [schema("Broad", broad), schema("Narrow", narrow)],
      ]) {
        const classifier = new Classifier(schemas, 100, arrivedAt);
        // Fits the broad one only, as its own kind says: each of these lines breaks what the narrow one asks for besides.
        const other = { '{"id":"1","a":1}': '{"id":"1","a":"x"}', '{"id":"1","kind":"a"}': '{"id":"1","kind":null}' }[
          line
        ];
        const lines = [line, other ?? '{"id":"1","who":{}}', line, "{}", line];
        const given = logTypes(classifier, schemas, lines);
        expect([given[0], given[2], given[4]]).toEqual(["Narrow", "Narrow", "Narrow"]);
        expect(given[3]).toBe("no_match");
      }
    },
  );

  it("neighbors do not decide where a line lands", () => {
    const schemas = [schema("Broad", id), schema("Narrow", `${id}, ${field("kind")}`)];
    const [narrow, broad] = ['{"id":"1","kind":"x"}', '{"id":"1"}'];
    const classifier = new Classifier(schemas, 100, arrivedAt);
    expect(logTypes(classifier, schemas, [narrow, broad, narrow, broad, broad, narrow])).toEqual([
      "Narrow",
      "Broad",
      "Narrow",
      "Broad",
      "Broad",
      "Narrow",
    ]);
  });

  it("schemas of which a required field is absent are left out, whatever it is called", () => {
    const names = ["constructor", "toString", "__proto__", 'a"b', "x", "hasOwnProperty"];
    const schemas = [
      ...names.map((name) => schema(name, `{ name: '${name}', type: string, required: true }`)),
      schema("open", "{ name: y, type: int }"),
    ];
    const classifier = new Classifier(schemas, 100, arrivedAt);
    for (const name of names) {
      expect(
        logTypes(classifier, schemas, [`{${JSON.stringify(name)}:"v"}`, "{}", `{${JSON.stringify(name)}:null}`]),
      ).toEqual([name, "open", "open"]);
    }
  });

  it("the order of attachment decides between equals", () => {
    const schemas = ["a", "b", "c", "d"].map((name) => schema(name.toUpperCase(), field(name)));
    const classifier = new Classifier(schemas, 100, arrivedAt);
    const lines = ['{"a":"","b":"","c":"","d":""}', '{"d":""}', '{"c":"","b":""}', '{"b":""}', '{"a":"","d":""}', "{}"];
    expect(logTypes(classifier, schemas, lines)).toEqual(["A", "D", "B", "B", "A", "no_match"]);
  });

  it("a schema whose numbers only the exact reading can tell is asked in its place", () => {
    const schemas = [
      schema("Text", "{ name: n, type: string, required: true, validate: { allow: ['1.0'] } }"),
      schema("Number", "{ name: n, type: float, required: true }"),
    ];
    const classifier = new Classifier(schemas, 100, arrivedAt);
    expect(logTypes(classifier, schemas, ['{"n":1.0}', '{"n":1}', '{"n":1.0}'])).toEqual(["Text", "Number", "Text"]);
  });

  it("finds the one schema that fits, whatever came before", () => {
    const schemas = Array.from({ length: 40 }, (_, index) => schema(`T${index}`, field(`f${index}`)));
    const classifier = new Classifier(schemas, 100, arrivedAt);
    const order = Array.from({ length: 2000 }, (_, index) => (index * 7919) % 40);
    expect(
      logTypes(
        classifier,
        schemas,
        order.map((index) => `{"f${index}":"1"}`),
      ),
    ).toEqual(order.map((index) => `T${index}`));
  });

  it("never lets a schema without required fields take what is no object", () => {
    const open = [schema("Open", "{ name: a, type: json }")];
    const classifier = new Classifier(open, 100, arrivedAt);
    const lines = ["null", "[]", '"x"', "1", "true", "x", "{", '{"a":1} junk', "{}", ' {"b":1} '];
    expect(logTypes(classifier, open, lines)).toEqual([
      "not_an_object",
      "not_an_object",
      "not_an_object",
      "not_an_object",
      "not_an_object",
      "invalid_json",
      "invalid_json",
      "invalid_json",
      "Open",
      "Open",
    ]);
  });

  it("refuses what nests deeper than allowed before it is parsed, and nothing less deep", () => {
    const open = [schema("Open", "{ name: a, type: json }")];
    const classifier = new Classifier(open, 10, arrivedAt);
    const nested = (levels: number) => `{"a":${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}}`;
    expect(logTypes(classifier, open, [nested(10), nested(11), nested(100_000), `{"a":"${"[{".repeat(50)}"}`])).toEqual(
      ["Open", "too_deep", "too_deep", "Open"],
    );
    expect(logTypes(classifier, open, [`{"a":[${"[],".repeat(50)}[]]}`])).toEqual(["Open"]);
  });

  it("keeps __proto__ a key like any other", () => {
    const schemas = [schema("P", field("polluted"))];
    const classifier = new Classifier(schemas, 100, arrivedAt);
    expect(logTypes(classifier, schemas, ['{"__proto__":{"polluted":"x"}}', '{"polluted":"x"}'])).toEqual([
      "no_match",
      "P",
    ]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe("depthOf", () => {
  it.each([
    ["1", 0],
    ["{}", 1],
    ['{"a":[{}],"b":[]}', 3],
    ['{"a":"[[[\\"[["}', 1],
    ["[".repeat(100_000), 100_000],
  ])("of %.20s is %i", (text, depth) => expect(depthOf(text)).toBe(depth));
});

describe("Explainer", () => {
  const schemas = [
    schema("Acme.A", `${field("id")}, ${field("at")}`),
    schema(
      "Acme.B",
      "{ name: n, type: int, required: true }, { name: who, type: object, fields: [{ name: ip, type: string, validate: { ip: any } }] }",
    ),
  ];
  const classifier = new Classifier(schemas, 5, arrivedAt);
  const explainer = new Explainer(schemas, 5, arrivedAt);

  function told(line: string): unknown[] {
    const outcome = classifier.classify(line, false);
    if (outcome.kind === "event") throw new Error("an event");
    const details = JSON.parse(explainer.explain(line, outcome).toString());
    return details.map(({ id, path, reason, found, span }: Record<string, unknown>) => [id, path, reason, found, span]);
  }

  it.each<[line: string, details: unknown[]]>([
    [
      "{}",
      [
        ["Acme.A", "$.id", "missing_field", "nothing", null],
        ["Acme.A", "$.at", "missing_field", "nothing", null],
        ["Acme.B", "$.n", "missing_field", "nothing", null],
      ],
    ],
    [
      '{"id":null}',
      [
        ["Acme.A", "$.id", "missing_field", "null", null],
        ["Acme.A", "$.at", "missing_field", "nothing", null],
        ["Acme.B", "$.n", "missing_field", "nothing", null],
      ],
    ],
    [
      "{}",
      [
        ["Acme.A", "$.id", "missing_field", "nothing", null],
        ["Acme.A", "$.at", "missing_field", "nothing", null],
        ["Acme.B", "$.n", "missing_field", "nothing", null],
      ],
    ],
    [
      '{"id":1,"at":[],"n":""}',
      [
        ["Acme.A", "$.at", "wrong_type", "an empty array", { offset: 13, length: 2 }],
        ["Acme.B", "$.n", "missing_field", "an empty text", null],
      ],
    ],
    [
      '{"n":"5x","who":{"ip":"here"}}',
      [
        ["Acme.A", "$.id", "missing_field", "nothing", null],
        ["Acme.A", "$.at", "missing_field", "nothing", null],
        ["Acme.B", "$.n", "wrong_type", 'the text "5x"', { offset: 5, length: 4 }],
        ["Acme.B", "$.who.ip", "not_an_ip", 'the text "here"', { offset: 22, length: 6 }],
      ],
    ],
    [
      '{"n":99999999999}',
      [
        ["Acme.A", "$.id", "missing_field", "nothing", null],
        ["Acme.A", "$.at", "missing_field", "nothing", null],
        ["Acme.B", "$.n", "out_of_range", "the number 99999999999", { offset: 5, length: 11 }],
      ],
    ],
    ["plain text", [[null, "$", "invalid_json", 'the text "plain text"', { offset: 0, length: 10 }]]],
    ['{"id":"a"', [[null, "$", "invalid_json", "the end of the line", { offset: 8, length: 1 }]]],
    ['{"id":"a",}', [[null, "$", "invalid_json", '"}" at character 11', { offset: 10, length: 1 }]]],
    [
      '{"id":"a",\uFEFF}',
      [[null, "$", "invalid_json", "a byte order mark (U+FEFF) at character 11", { offset: 10, length: 1 }]],
    ],
    [
      '{"id"\u200B:"a"}',
      [[null, "$", "invalid_json", "the invisible character U+200B at character 6", { offset: 5, length: 1 }]],
    ],
    ["a\u00A0\u202Eb", [[null, "$", "invalid_json", 'the text "a‹U+00A0›‹U+202E›b"', { offset: 0, length: 4 }]]],
    [
      '{"id":1,"at":[],"n":"1\\ufeff"}',
      [
        ["Acme.A", "$.at", "wrong_type", "an empty array", { offset: 13, length: 2 }],
        ["Acme.B", "$.n", "wrong_type", 'the text "1‹U+FEFF›"', { offset: 20, length: 9 }],
      ],
    ],
    [" [1]", [[null, "$", "not_an_object", "an array", { offset: 1, length: 3 }]]],
    ["[[[[[[]]]]]]", [[null, "$", "too_deep", "6 levels", null]]],
  ])("says why nobody takes %s", (line, details) => expect(told(line)).toEqual(details));

  it("says in one sentence what was expected and what was found", () => {
    const line = '{"n":1.0,"id":1,"at":{}}';
    const outcome = classifier.classify(line, false);
    if (outcome.kind === "event") throw new Error("an event");
    expect(explainer.details(line, outcome).map(({ message }) => message)).toEqual([
      "$.at must be text, but is an empty object.",
      "$.n must be a whole number of 32 bits, but is the number 1.0.",
    ]);
  });

  it("says that there is no schema", () => {
    const details = new Explainer([], 5, arrivedAt).details("{}", { kind: "no_match", event: {} });
    expect(details).toEqual([expect.objectContaining({ id: null, reason: "no_schema" })]);
  });

  it("tells of fifty schemas at most", () => {
    const many = Array.from({ length: 60 }, (_, index) => schema(`T${index}`, field("id")));
    const details = new Explainer(many, 5, arrivedAt).details("{}", { kind: "no_match", event: {} });
    expect(details).toHaveLength(51);
    expect(details.at(-1)).toMatchObject({ id: null, reason: "no_schema", found: "10 more schemas that do not fit" });
  });

  it("tells one cause of each schema where there would be very many", () => {
    const fields = Array.from({ length: 8 }, (_, index) => field(`f${index}`)).join(", ");
    const many = Array.from({ length: 10 }, (_, index) => schema(`T${index}`, fields));
    const details = new Explainer(many, 5, arrivedAt).details("{}", { kind: "no_match", event: {} });
    expect(details.map(({ id, path }) => [id, path])).toEqual(many.map(({ logType }) => [logType, "$.f0"]));
  });

  it("holds nothing that PostgreSQL cannot store", () => {
    const outcome = classifier.classify('{"n":"\\u0000\\ud800"}', false);
    if (outcome.kind === "event") throw new Error("an event");
    const error = explainer.explain('{"n":"\\u0000\\ud800"}', outcome).toString();
    expect(error).not.toMatch(/\\u0000|\\ud8/);
    expect(error).toContain("\uFFFD\uFFFD");
  });
});
