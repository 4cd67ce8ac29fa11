import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { systemActor, tokenActor } from "#lib/auth/actor.ts";
import { allPermissions } from "#lib/auth/schema.ts";
import { closeConnections, db } from "#lib/db.ts";
import { schemaOperations } from "#lib/schemas/operations.ts";
import { getSchema, listSchemas, schemaSpecs } from "#lib/schemas/queries.ts";
import { apiCaller } from "#lib/testing/api-caller.ts";
import { contextOf } from "#lib/testing/contexts.ts";
import { replaceSchema } from "./commands.ts";
import { schemaChangeOperations } from "./operations.ts";

const operations = [...schemaOperations, ...schemaChangeOperations];

afterAll(closeConnections);

const spec = (fields: string, head = "") => `${head}fields: [${fields}]`;
const id = "{ name: id, type: string, required: true }";

describe("custom schemas", () => {
  it("are stored under the prefixed name, with texts from the spec unless given", async () => {
    const made = await replaceSchema(contextOf(), "Acme.One", {
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
    const changed = await replaceSchema(contextOf(), "Custom.Acme.One", {
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
    expect(await getSchema(systemActor, "Acme.One")).toEqual(changed);
  });

  it("get a revision with each change of the text", async () => {
    await replaceSchema(contextOf(), "Acme.Two", { spec: spec(id) });
    const second = await replaceSchema(contextOf(), "Acme.Two", {
      spec: spec(`${id}, { name: b, type: int }`),
      revision: 1,
    });
    expect(second.revision).toBe(2);
    await expect(replaceSchema(contextOf(), "Acme.Two", { spec: spec(id), revision: 1 })).rejects.toThrow(
      "is at revision 2 by now, not 1",
    );
    await expect(replaceSchema(contextOf(), "Acme.Two", { spec: spec(id) })).rejects.toThrow(
      "spec: The field b may not be deleted or renamed.",
    );
    expect(await schemaSpecs(["Acme.Two", "AWS.CloudTrail", "Nobody.Knows", "Custom.Acme.Two"])).toEqual([
      { logType: "Custom.Acme.Two", revision: 2, spec: second.spec },
      expect.objectContaining({ logType: "AWS.CloudTrail", revision: 1 }),
      { logType: "Custom.Acme.Two", revision: 2, spec: second.spec },
    ]);
  });

  it("are not created over one that is there", async () => {
    await replaceSchema(contextOf(), "Acme.There", { spec: spec(id), revision: 0 });
    await expect(replaceSchema(contextOf(), "Acme.There", { spec: spec(id), revision: 0 })).rejects.toMatchObject({
      code: "conflict",
      field: "name",
      message: "name: there is a schema Custom.Acme.There already",
    });
  });

  it("are created once when several ask at the same time", async () => {
    const asked = Array.from({ length: 5 }, (_, index) =>
      replaceSchema(contextOf(), "Acme.Race", { spec: spec(`${id}, { name: f${index}, type: int }`) }),
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
    await expect(replaceSchema(contextOf(), name, { spec: text, ...revision })).rejects.toThrow(words);
  });

  it("that are archived classify nothing, and their name is not used again", async () => {
    await replaceSchema(contextOf(), "Acme.Old", { spec: spec(id) });
    await db.logSchema.update({ where: { logType: "Custom.Acme.Old" }, data: { isArchived: true } });
    expect(await schemaSpecs(["Acme.Old"])).toEqual([]);
    expect(await schemaSpecs(["Custom.Acme.Old"])).toEqual([]);
    await expect(replaceSchema(contextOf(), "Acme.Old", { spec: spec(id) })).rejects.toThrow(
      "its name cannot be used again",
    );
  });

  it("need the permission", async () => {
    const reader = tokenActor({ id: randomUUID(), name: "reader" }, ["LogSourceRead"]);
    const call = apiCaller(operations, () => reader);
    const refused = await call("PUT", "/schemas/Acme.Four", { spec: spec(id) });
    expect(refused).toMatchObject({
      status: 403,
      json: { message: "reader lacks the permission LogSourceModify" },
    });
    expect((await call("GET", "/schemas/Acme.Four")).status).toBe(404);
  });

  it("are noted in the audit log with what changed, unless nothing did", async () => {
    const actor = tokenActor({ id: randomUUID(), name: "ci" }, allPermissions);
    const call = apiCaller(operations, () => actor);
    const name = "Custom.Acme.Noted";
    await call("PUT", `/schemas/${name}`, { spec: spec(id) });
    const answer = await call("PUT", `/schemas/${name}`, { spec: spec(id), description: "Second" });
    await call("PUT", `/schemas/${name}`, { spec: "fields: [" });
    const entries = await db.auditLogEntry.findMany({ where: { targetId: name }, orderBy: { id: "asc" } });
    expect(entries).toMatchObject([
      { action: "schema.create", actorName: "ci", targetType: "schema", detail: { after: { spec: spec(id) } } },
      {
        action: "schema.replace",
        requestId: answer.requestId,
        detail: { before: { description: "" }, after: { description: "Second" } },
      },
    ]);
  });
});

describe("a change of a schema that was seen in an earlier state", () => {
  const call = apiCaller(operations, () => systemActor);
  const path = "/schemas/Custom.Acme.Seen";
  const put = (description: string, ifMatch: string) =>
    call("PUT", path, { spec: spec(id), description }, { "if-match": ifMatch });

  it("is refused with the schema as it is by now, and goes through with its new ETag", async () => {
    await call("PUT", path, { spec: spec(id) });
    const seen = (await call("GET", path)).headers.get("etag") ?? "";
    expect(seen).toMatch(/^"[\w-]{27}"$/);
    const others = await put("Theirs", seen);
    expect(others.status).toBe(200);
    expect(others.headers.get("etag")).not.toBe(seen);

    const mine = await put("Mine", seen);
    expect(mine).toMatchObject({ status: 412, json: { current: { description: "Theirs", revision: 1 } } });
    expect(mine.json.current).toEqual((await call("GET", path)).json);
    expect(mine.headers.get("etag")).toBe(others.headers.get("etag"));
    expect((await put("Mine", mine.headers.get("etag") ?? "")).json).toMatchObject({ description: "Mine" });
    expect((await put("Any", "*")).json).toMatchObject({ description: "Any" });
  });

  it("lets one of two through that saw the same state at the same time", async () => {
    const seen = (await call("GET", path)).headers.get("etag") ?? "";
    const answers = await Promise.all(["A", "B", "C"].map((text) => put(text, seen)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
  });

  it("is refused when there is no such schema, and when If-Match is no ETag or not for this operation", async () => {
    expect((await call("PUT", "/schemas/Acme.Nowhere", { spec: spec(id) }, { "if-match": "*" })).status).toBe(412);
    expect((await put("x", "nonsense")).json.message).toContain("If-Match: must be an ETag");
    const other = await call("POST", "/schemas/validate", { spec: spec(id) }, { "if-match": "*" });
    expect(other).toMatchObject({ status: 400, json: { message: "If-Match: this operation compares no versions" } });
  });
});

describe("managed schemas", () => {
  it("come first in the list, by name", async () => {
    const names = (await listSchemas(systemActor)).filter(({ isManaged }) => isManaged).map(({ name }) => name);
    expect(names).toEqual(["AWS.CloudTrail", "GCP.AuditLog", "GitHub.Audit", "Okta.SystemLog", "Slack.AuditLogs"]);
    expect((await listSchemas(systemActor))[0]?.isManaged).toBe(true);
  });

  it("come first in the pages of the list, and no schema is missed or told twice", async () => {
    await replaceSchema(contextOf(), "Zeta.Last", { spec: spec(id) });
    const call = apiCaller(operations, () => systemActor);
    const whole = (await listSchemas(systemActor)).map(({ name }) => name);
    for (const limit of [1, 2, 4, 5, 6, 100]) {
      const names: string[] = [];
      let next: string | undefined = "";
      while (next !== undefined) {
        const { json } = await call("GET", `/schemas?limit=${limit}&cursor=${next}`);
        expect(json.results.length).toBeLessThanOrEqual(limit);
        names.push(...json.results.map(({ name }: { name: string }) => name));
        next = json.next;
      }
      expect(names).toEqual(whole);
    }
    expect((await call("GET", "/schemas?cursor=nonsense")).status).toBe(400);
  });
});

describe("attaching a schema", () => {
  it("adds it behind the source's others, once, whichever way it is named", async () => {
    await replaceSchema(contextOf(), "Acme.Attached", { spec: spec(id) });
    const source = await db.logSource.create({
      data: {
        kind: "http-ingest",
        label: "attaching",
        logTypes: ["AWS.CloudTrail"],
        logStreamType: "Auto",
        config: {},
      },
    });
    const call = apiCaller(operations, () => tokenActor({ id: randomUUID(), name: "ci" }, allPermissions));
    const attach = (name: string, sourceId: string) => call("POST", `/schemas/${name}/attach`, { sourceId });
    expect((await attach("Acme.Attached", source.id)).status).toBe(204);
    expect((await attach("Custom.Acme.Attached", source.id)).status).toBe(204);
    const after = await db.logSource.findUniqueOrThrow({ where: { id: source.id } });
    expect(after.logTypes).toEqual(["AWS.CloudTrail", "Custom.Acme.Attached"]);
    expect(await db.auditLogEntry.count({ where: { targetId: source.id } })).toBe(1);
    expect((await attach("Acme.Nothing", source.id)).json.message).toBe("There is no schema Acme.Nothing");
    expect((await attach("Acme.Attached", randomUUID())).status).toBe(404);
    expect((await attach("Acme.Attached", "x")).json.message).toBe("sourceId: must be the id of a log source");
  });
});
