import { describe, expect, it } from "vitest";
import { isSchemaName, parseSchema } from "./parse-schema.ts";

function mistakes(spec: string): string[] {
  return (parseSchema(spec, { isSaved: false }).errors ?? []).map(
    ({ line, column, path, message }) => `${line}:${column} ${path} | ${message}`,
  );
}

describe("parseSchema", () => {
  it("reads every type and key of the language", () => {
    const { schema, errors } = parseSchema(`
version: 0
schema: Acme.Audit
description: What Acme did
referenceURL: https://acme.example/logs
fieldDiscoveryEnabled: false
definitions:
  Person:
    type: object
    fields:
      - { name: name, type: string, indicators: [username] }
fields:
  - { name: id, type: string, required: true, description: The id, indicators: [trace_id, email] }
  - { name: kind, type: string, validate: { deny: [a, b] } }
  - { name: net, type: string, validate: { cidr: ipv4 } }
  - { name: a, type: int }
  - { name: b, type: smallint }
  - { name: c, type: bigint }
  - { name: d, type: float }
  - { name: e, type: boolean }
  - { name: f, type: json }
  - { name: at, type: timestamp, timeFormat: rfc3339, isEventTime: true }
  - { name: seen, type: timestamp, timeFormats: [unix, "%d/%b/%Y:%H:%M:%S %z"] }
  - { name: list, type: array, element: { type: int, required: true } }
  - { name: who, type: ref, target: Person, required: true }
`);
    expect(errors).toBeUndefined();
    expect(schema).toMatchObject({
      name: "Acme.Audit",
      description: "What Acme did",
      referenceURL: "https://acme.example/logs",
    });
    expect(schema?.fields.map(({ name, required, value }) => [name, required, value])).toEqual([
      ["id", true, { type: "string", indicators: ["trace_id", "email"], rules: null }],
      [
        "kind",
        false,
        {
          type: "string",
          indicators: [],
          rules: { allow: null, deny: ["a", "b"], ip: null, cidr: null },
        },
      ],
      [
        "net",
        false,
        {
          type: "string",
          indicators: [],
          rules: { allow: null, deny: null, ip: null, cidr: "ipv4" },
        },
      ],
      ["a", false, { type: "int" }],
      ["b", false, { type: "smallint" }],
      ["c", false, { type: "bigint" }],
      ["d", false, { type: "float" }],
      ["e", false, { type: "boolean" }],
      ["f", false, { type: "json" }],
      ["at", false, { type: "timestamp", timeFormats: ["rfc3339"], isEventTime: true }],
      [
        "seen",
        false,
        {
          type: "timestamp",
          timeFormats: ["unix", "%d/%b/%Y:%H:%M:%S %z"],
          isEventTime: false,
        },
      ],
      ["list", false, { type: "array", element: { type: "int" }, elementRequired: true }],
      [
        "who",
        true,
        {
          type: "object",
          fields: [
            {
              name: "name",
              required: false,
              description: "",
              value: { type: "string", indicators: ["username"], rules: null },
            },
          ],
        },
      ],
    ]);
  });

  it("takes names that only quoting makes possible", () => {
    const names = ["@timestamp", "with space", "1st", "a.b", "a-b", "$ref", "__proto__", "constructor", "é"];
    const fields = names.map((name) => `  - { name: ${JSON.stringify(name)}, type: string }`);
    expect(parseSchema(`fields:\n${fields.join("\n")}`).schema?.fields.map(({ name }) => name)).toEqual(names);
  });

  const cases: [title: string, spec: string, mistakes: string[]][] = [
    ["an empty text", "", ["1:1  | The schema is empty; it needs at least fields."]],
    ["a text that is no map", "hello", ["1:1  | A schema must be a map of keys and values."]],
    ["no fields", "version: 0", ["1:1  | A schema needs fields."]],
    ["an empty list of fields", "fields: []", ["1:9 fields | fields must have at least one field."]],
    [
      "a second document",
      `${"fields: [{ name: a, type: int }]"}\n---\nfields: []`,
      ["2:1  | A schema is one document; a second one begins here."],
    ],
    [
      "a list in lists without end",
      `fields: ${"[".repeat(20_000)}`,
      [expect.stringMatching(/^1:\d+ {2}\| The text nests too deep to be read\.$/)],
    ],
    ["a doubled key", "fields: []\nfields: []", ["2:1  | This key stands twice in the same map."]],
    [
      "an unknown key",
      "fieldz: 1\nfields: [{ name: a, type: int }]",
      [
        '1:1 fieldz | A schema has no key "fieldz"; its keys are version, schema, description, referenceURL, fieldDiscoveryEnabled, definitions, fields, parser.',
      ],
    ],
    ["another version", "version: 1\nfields: [{ name: a, type: int }]", ["1:10 version | version must be 0."]],
    [
      "a parser",
      "parser: { csv: {} }\nfields: [{ name: a, type: int }]",
      ["1:1 parser | A schema describes lines of JSON and may not have a parser."],
    ],
    [
      "field discovery",
      "fieldDiscoveryEnabled: true\nfields: [{ name: a, type: int }]",
      ["1:24 fieldDiscoveryEnabled | fieldDiscoveryEnabled must be false: fields are added by editing the schema."],
    ],
    [
      "a name that is none",
      "schema: acme\nfields: [{ name: a, type: int }]",
      [
        "1:9 schema | schema must be a name such as Acme or Acme.Audit: three characters or more, each part in UpperCamel.",
      ],
    ],
    [
      "an address that is none",
      "referenceURL: javascript:x\nfields: [{ name: a, type: int }]",
      ["1:15 referenceURL | referenceURL must be an http or https address."],
    ],
    [
      "a field without name and type",
      "fields:\n  - required: true",
      ["2:5 fields[0] | type is missing.", "2:5 fields[0] | A field needs a name."],
    ],
    ["a key without value", "fields:\n  - name: a\n    type:", ["3:5 fields[0].type | fields[0].type has no value."]],
    [
      "a number as name",
      "fields: [{ name: 1, type: int }]",
      ["1:18 fields[0].name | name must be text; put it in quotes."],
    ],
    ["an empty name", 'fields: [{ name: "", type: int }]', ["1:18 fields[0].name | name must not be empty."]],
    [
      "an unknown type",
      "fields: [{ name: a, type: integer }]",
      [
        '1:27 fields[0].type | There is no type "integer"; the types are string, int, smallint, bigint, float, boolean, timestamp, array, object, json, ref.',
      ],
    ],
    [
      "a required that is no claim",
      "fields: [{ name: a, type: int, required: yes }]",
      ["1:42 fields[0].required | required must be true or false."],
    ],
    [
      "a key of another type",
      "fields: [{ name: a, type: int, indicators: [ip] }]",
      [
        '1:32 fields[0].indicators | A field of type int has no key "indicators"; its keys are name, type, required, description.',
      ],
    ],
    [
      "an unknown indicator",
      "fields: [{ name: a, type: string, indicators: [ipp] }]",
      [
        '1:48 fields[0].indicators[0] | There is no indicator "ipp"; the indicators are ip, domain, hostname, net_addr, url, md5, sha1, sha256, aws_account_id, aws_instance_id, aws_arn, aws_arn_only, aws_tag, trace_id, username, email.',
      ],
    ],
    [
      "a timestamp without format",
      "fields: [{ name: a, type: timestamp }]",
      ["1:10 fields[0] | A value of type timestamp needs a timeFormat."],
    ],
    [
      "an unknown time format",
      "fields: [{ name: a, type: timestamp, timeFormat: iso }]",
      [
        '1:50 fields[0].timeFormat | There is no time format "iso": it must be rfc3339, unix, unix_ms, unix_us, unix_ns, cloudflare or a strftime pattern such as %Y-%m-%d %H:%M:%S.',
      ],
    ],
    [
      "seconds alone as a pattern",
      'fields: [{ name: a, type: timestamp, timeFormat: "%s" }]',
      [
        '1:50 fields[0].timeFormat | There is no time format "%s": it must be rfc3339, unix, unix_ms, unix_us, unix_ns, cloudflare or a strftime pattern such as %Y-%m-%d %H:%M:%S.',
      ],
    ],
    [
      "an unknown directive",
      'fields: [{ name: a, type: timestamp, timeFormats: ["%Y-%q"] }]',
      ['1:52 fields[0].timeFormats[0] | The time format has no directive "%q".'],
    ],
    [
      "both spellings of the format",
      "fields: [{ name: a, type: timestamp, timeFormat: unix, timeFormats: [unix] }]",
      ["1:56 fields[0].timeFormats | A timestamp has either timeFormat or timeFormats, not both."],
    ],
    [
      "allow beside deny",
      "fields: [{ name: a, type: string, validate: { allow: [x], deny: [y] } }]",
      ["1:59 fields[0].validate.deny | validate has either allow or deny, not both."],
    ],
    [
      "an empty rule",
      "fields: [{ name: a, type: string, validate: {} }]",
      ["1:45 fields[0].validate | validate needs a rule: allow, deny, ip or cidr."],
    ],
    [
      "an empty value in a rule",
      'fields: [{ name: a, type: string, validate: { allow: [""] } }]',
      ["1:55 fields[0].validate.allow[0] | A value of allow must not be empty."],
    ],
    [
      "an address family that is none",
      "fields: [{ name: a, type: string, validate: { ip: v4 } }]",
      ["1:51 fields[0].validate.ip | ip must be ipv4, ipv6, any."],
    ],
    [
      "an array without element",
      "fields: [{ name: a, type: array }]",
      ["1:10 fields[0] | A value of type array needs an element."],
    ],
    [
      "an object without fields",
      "fields: [{ name: a, type: object }]",
      ["1:10 fields[0] | A value of type object needs fields."],
    ],
    [
      "a mistake deep down",
      "fields:\n  - name: a\n    type: array\n    element:\n      type: object\n      fields:\n        - { name: b, type: no }",
      [
        '7:28 fields[0].element.fields[0].type | There is no type "no"; the types are string, int, smallint, bigint, float, boolean, timestamp, array, object, json, ref.',
      ],
    ],
    [
      "a name that stands twice",
      "fields:\n  - { name: a, type: int }\n  - { name: a, type: int }",
      ['3:5 fields[1] | The field "a" stands twice.'],
    ],
    [
      "a merge key",
      "fields:\n  - <<: *base\n    name: other",
      [
        "2:5 fields[0].<< | Merge keys (<<) are not part of the schema language; name the value under definitions and use type: ref.",
      ],
    ],
    [
      "a merge key among definitions",
      "definitions: { <<: {} }\nfields: [{ name: a, type: int }]",
      [
        "1:16 definitions.<< | Merge keys (<<) are not part of the schema language; name the value under definitions and use type: ref.",
      ],
    ],
    [
      "a key that is spelled wrong, and not what is missing for that reason",
      "fields:\n  - name: a\n    typ: string\n  - nam: b\n    type: object\n    field: []",
      [
        '3:5 fields[0].typ | A field has no key "typ"; its keys are name, type, required, description, indicators, validate, timeFormat, timeFormats, isEventTime, element, fields, target.',
        '4:5 fields[1].nam | A field of type object has no key "nam"; its keys are name, type, required, description, fields.',
        '6:5 fields[1].field | A field of type object has no key "field"; its keys are name, type, required, description, fields.',
      ],
    ],
    [
      "a time format that says no date",
      'fields: [{ name: a, type: timestamp, timeFormat: "%H:%M:%S" }]',
      [
        '1:50 fields[0].timeFormat | The time format "%H:%M:%S" does not say a date: it needs a month and a day (such as %m and %d, or %b and %e) or the day of the year (%j).',
      ],
    ],
    [
      "a text that PostgreSQL cannot hold",
      "fields:\n  - { name: a, type: int } # \0",
      ["2:30  | The text must not hold NUL or half of a surrogate pair."],
    ],
    [
      "a description that PostgreSQL cannot hold",
      'description: "\\uD83D"\nfields: [{ name: a, type: int, description: "\\0" }]',
      [
        "1:14 description | description must not hold NUL or half of a surrogate pair.",
        "2:45 fields[0].description | description must not hold NUL or half of a surrogate pair.",
      ],
    ],
    [
      "a name that no event of the lake can have",
      'fields: [{ name: "a\\0b", type: int }, { name: "\\uD83D", type: int }]',
      [
        "1:18 fields[0].name | name must not hold NUL or half of a surrogate pair: no event can have it.",
        "1:47 fields[1].name | name must not hold NUL or half of a surrogate pair: no event can have it.",
      ],
    ],
    [
      "a reference to nothing",
      "fields: [{ name: a, type: ref, target: B }]",
      ['1:40 fields[0].target | definitions has no "B".'],
    ],
    [
      "a reference to itself",
      "definitions:\n  B: { type: array, element: { type: ref, target: B } }\nfields: [{ name: a, type: ref, target: B }]",
      ["2:51 definitions.B.element.target | The reference leads back to itself: B → B."],
    ],
    [
      "a mistake in a definition nobody uses",
      "definitions:\n  B: { type: array }\nfields: [{ name: a, type: int }]",
      ["2:6 definitions.B | A value of type array needs an element."],
    ],
    [
      "an alias",
      "x: &x { name: a, type: int }\nfields: [*x]",
      [
        '1:1 x | A schema has no key "x"; its keys are version, schema, description, referenceURL, fieldDiscoveryEnabled, definitions, fields, parser.',
        "2:10 fields[0] | Aliases are not part of the schema language; name the value under definitions and use type: ref.",
      ],
    ],
    [
      "text that is no YAML",
      "fields: [",
      ["1:10  | Flow sequence in block collection must be sufficiently indented and end with a ]."],
    ],
    [
      "embedded JSON",
      "fields: [{ name: a, type: json, isEmbeddedJSON: true }]",
      [
        '1:33 fields[0].isEmbeddedJSON | A field of type json has no key "isEmbeddedJSON"; its keys are name, type, required, description.',
      ],
    ],
  ];
  it.each(cases)("says where the mistake is: %s", (_, spec, expected) => {
    expect(mistakes(spec)).toEqual(expected);
  });

  it("bounds the depth", () => {
    const nested = (levels: number) =>
      `fields: [{ name: a, ${"type: array, element: { ".repeat(levels)}type: int${" }".repeat(levels)} }]`;
    expect(mistakes(nested(63))).toEqual([]);
    expect(mistakes(nested(64))).toEqual([expect.stringContaining("Values nest at most 64 levels deep.")]);
  });

  it("bounds what references multiply to", () => {
    const level = (n: number) =>
      `  D${n}: { type: object, fields: [${Array.from({ length: 10 }, (_, i) => `{ name: f${i}, type: ref, target: D${n + 1} }`).join(", ")}] }`;
    const spec = `definitions:\n${[0, 1, 2, 3, 4, 5].map(level).join("\n")}\n  D6: { type: int }\nfields: [{ name: a, type: ref, target: D0 }]`;
    expect(mistakes(spec)).toEqual([expect.stringContaining("A schema describes at most 5000 values")]);
  });

  it("bounds the length", () => {
    expect(mistakes(`#${"x".repeat(600_000)}`)).toEqual([expect.stringContaining("at most 524288 characters")]);
  });
});

describe("isSchemaName", () => {
  it.each(["Acme", "Acme.Audit", "A1b", "A.B.C"])("takes %s", (name) => expect(isSchemaName(name)).toBe(true));
  it.each(["Ab", "acme", "Acme.", "Acme..B", "Acme_B", "Acme Audit", "1Acme", ".Acme", `A${"b".repeat(100)}`])(
    "refuses %s",
    (name) => expect(isSchemaName(name)).toBe(false),
  );
});
