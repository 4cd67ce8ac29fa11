import { describe, expect, it } from "vitest";
import { systemActor, tokenActor } from "#lib/auth/actor.ts";
import { db } from "#lib/db.ts";
import { createOrUpdateSchema, setSchemaArchived } from "./commands.ts";
import { getSchema, listSchemas, schemaSpecs } from "./queries.ts";

const spec = (fields: string, head = "") => `${head}fields: [${fields}]`;
const id = "{ name: id, type: string, required: true }";

describe("custom schemas", () => {
  it("are stored under the prefixed name, with texts from the spec unless given", async () => {
    const made = await createOrUpdateSchema(systemActor, "Acme.One", {
      spec: spec(id, "description: From the spec\n"),
    });
    expect(made).toMatchObject({
      name: "Custom.Acme.One",
      revision: 1,
      description: "From the spec",
      referenceURL: "",
      isManaged: false,
      fieldCount: 1,
    });
    const changed = await createOrUpdateSchema(systemActor, "Custom.Acme.One", {
      spec: made.spec,
      description: "Given",
      referenceURL: "https://a.example",
    });
    expect(changed).toMatchObject({
      name: "Custom.Acme.One",
      revision: 1,
      description: "Given",
      referenceURL: "https://a.example",
    });
    expect(await getSchema("Acme.One")).toEqual(changed);
  });

  it("get a revision with each change of the text", async () => {
    await createOrUpdateSchema(systemActor, "Acme.Two", { spec: spec(id) });
    const second = await createOrUpdateSchema(systemActor, "Acme.Two", {
      spec: spec(`${id}, { name: b, type: int }`),
      revision: 1,
    });
    expect(second.revision).toBe(2);
    await expect(createOrUpdateSchema(systemActor, "Acme.Two", { spec: spec(id), revision: 1 })).rejects.toThrow(
      "is at revision 2 by now, not 1",
    );
    await expect(createOrUpdateSchema(systemActor, "Acme.Two", { spec: spec(id) })).rejects.toThrow(
      "spec: The field b may not be deleted or renamed.",
    );
    expect(await schemaSpecs(["Acme.Two", "AWS.CloudTrail", "Nobody.Knows", "Custom.Acme.Two"])).toEqual([
      { logType: "Custom.Acme.Two", revision: 2, spec: second.spec },
      expect.objectContaining({ logType: "AWS.CloudTrail", revision: 1 }),
      { logType: "Custom.Acme.Two", revision: 2, spec: second.spec },
    ]);
  });

  it("are created once when several ask at the same time", async () => {
    const asked = Array.from({ length: 5 }, (_, index) =>
      createOrUpdateSchema(systemActor, "Acme.Race", { spec: spec(`${id}, { name: f${index}, type: int }`) }),
    );
    const settled = await Promise.allSettled(asked);
    expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await db.logSchema.count({ where: { logType: "Custom.Acme.Race" } })).toBe(1);
  });

  it.each([
    ["AWS.CloudTrail", spec(id), "AWS.CloudTrail is managed"],
    ["acme", spec(id), "name: must be a name such as Acme"],
    ["Acme_X", spec(id), "name: must be a name such as Acme"],
    ["Acme.Three", "fields: [{ name: a, type: nothing }]", "spec: line 1, column 27: There is no type"],
    ["Acme.Three", spec(id, "schema: Acme.Other\n"), "spec: schema says Acme.Other, but the name is Custom.Acme.Three"],
    ["ACME.One", spec(id), "The name Custom.ACME.One is too close to Custom.Acme.One"],
    ["Acme.Nobody", `${spec(id)}\n`, "There is no schema Custom.Acme.Nobody to change"],
  ])("are refused with words: %s", async (name, text, words) => {
    const revision = name === "Acme.Nobody" ? { revision: 4 } : {};
    await expect(createOrUpdateSchema(systemActor, name, { spec: text, ...revision })).rejects.toThrow(words);
  });

  it("can be archived unless a source uses them, and their name is not used again", async () => {
    await createOrUpdateSchema(systemActor, "Acme.Old", { spec: spec(id) });
    const source = await db.logSource.create({
      data: { kind: "http-ingest", label: "old", logTypes: ["Custom.Acme.Old"], logStreamType: "Auto", config: {} },
    });
    await expect(setSchemaArchived(systemActor, "Acme.Old", true)).rejects.toThrow(
      "Custom.Acme.Old is used by old; take it off there first",
    );
    await db.logSource.delete({ where: { id: source.id } });
    expect(await setSchemaArchived(systemActor, "Acme.Old", true)).toMatchObject({ isArchived: true });
    expect(await schemaSpecs(["Acme.Old"])).toEqual([]);
    await expect(createOrUpdateSchema(systemActor, "Acme.Old", { spec: spec(id) })).rejects.toThrow(
      "its name cannot be used again",
    );
    await expect(setSchemaArchived(systemActor, "Acme.Nothing", true)).rejects.toThrow("There is no schema");
  });

  it("need the permission", async () => {
    const reader = tokenActor({ id: "1", name: "reader" }, ["LogSourceRead"]);
    await expect(createOrUpdateSchema(reader, "Acme.Four", { spec: spec(id) })).rejects.toThrow(
      "reader lacks the permission LogSourceModify",
    );
    await expect(setSchemaArchived(reader, "Acme.One", true)).rejects.toThrow("lacks the permission");
  });
});

describe("managed schemas", () => {
  it("come first in the list, by name", async () => {
    const names = (await listSchemas()).filter(({ isManaged }) => isManaged).map(({ name }) => name);
    expect(names).toEqual(["AWS.CloudTrail", "GCP.AuditLog", "GitHub.Audit", "Okta.SystemLog", "Slack.AuditLogs"]);
    expect((await listSchemas())[0]?.isManaged).toBe(true);
  });
});
