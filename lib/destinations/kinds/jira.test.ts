import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Config, completeConfig } from "#lib/destinations/config.ts";
import type { AlertMessage } from "#lib/destinations/schema.ts";
import { sendWith } from "#lib/destinations/send.ts";
import { failureOf, sampleMessage, sendOptions, testDestinationKind } from "#lib/testing/destination-kind-suite.ts";
import { type Behaviour, type Received, type Receiver, startReceiver } from "#lib/testing/receiver.ts";
import { askedHostHeader, receiverWorld } from "#lib/testing/receiver-world.ts";
import { jira } from "./jira.ts";

const given = {
  site: "https://acme.atlassian.net",
  email: "telltale@acme.com",
  apiToken: "ATATT3xFfGF0-token",
  projectKey: "SEC",
  issueType: "Task",
};

interface Stored {
  key: string;
  fields: { summary: string; labels: string[]; description: unknown; priority?: { name: string } };
  status: string;
  comments: { body: unknown; properties: { key: string; value: unknown }[] }[];
}

const json = (status: number, body: unknown): Behaviour => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});
const refused = (status: number, errors: Record<string, string>, errorMessages: string[] = []) =>
  json(status, { errorMessages, errors });

/** What Jira refuses in a document: unknown nodes, empty text. */
function isDocument(node: { type?: string; text?: string; content?: unknown[] }): boolean {
  const known = ["doc", "panel", "paragraph", "text", "heading", "bulletList", "orderedList", "listItem"];
  if (!known.includes(node.type ?? "") || (node.type === "text" && !node.text)) return false;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Jira refuses them.
  if (/[\u0000-\u0008\ufffe\uffff]/.test(node.text ?? "")) return false;
  return (node.content ?? []).every((child) => isDocument(child as typeof node));
}

/** Jira Cloud as far as a destination uses it, written from its REST documentation (version 3). */
class FakeJira {
  issues: Stored[] = [];
  categories: Record<string, string> = {
    "To Do": "new",
    "In Progress": "indeterminate",
    "Won't Do": "done",
    Done: "done",
  };
  /** The next requests that fit are answered like this instead. */
  instead: { fits: string; answer: Behaviour; isDone?: boolean }[] = [];

  answer = (received: Received): Behaviour => {
    const what = `${received.method} ${received.path}`;
    const special = this.instead.findIndex(({ fits }) => what.includes(fits));
    if (special < 0) return this.#answer(received);
    const [{ answer, isDone } = { answer: 500 }] = this.instead.splice(special, 1);
    if (isDone) this.#answer(received);
    return answer;
  };

  #answer({ method, path, body, headers }: Received): Behaviour {
    const expected = `Basic ${Buffer.from(`${given.email}:${given.apiToken}`).toString("base64")}`;
    if (headers.authorization !== expected) return 401;
    const input = body === "" ? {} : JSON.parse(body);
    if (path === "/rest/api/3/issue") return this.#create(input);
    if (path === "/rest/api/3/search/jql") return this.#search(input.jql);
    const [, key, part] = /^\/rest\/api\/3\/issue\/([A-Z]+-\d+)(?:\/(\w+))?/.exec(path) ?? [];
    const issue = this.issues.find((one) => one.key === key);
    if (!issue) return refused(404, {}, ["Issue does not exist or you do not have permission to see it."]);
    if (part === "comment" && method === "GET") return json(200, { comments: issue.comments.toReversed() });
    if (part === "comment") {
      if (!isDocument(input.body)) return refused(400, { comment: "Comment body is not valid!" });
      issue.comments.push(input);
      return json(201, { id: "1" });
    }
    if (part !== "transitions") return json(200, this.#shown(issue));
    if (method === "GET") return json(200, { transitions: this.#transitions() });
    issue.status = this.#transitions().find(({ id }) => id === input.transition.id)?.to.name ?? issue.status;
    return { status: 204, body: "" };
  }

  #transitions() {
    return Object.entries(this.categories).map(([name, key], at) => ({
      id: String(at),
      name: `Move to ${name}`,
      to: { name, statusCategory: { key } },
    }));
  }

  #shown({ key, status }: Stored) {
    return { key, fields: { status: { name: status, statusCategory: { key: this.categories[status] ?? "new" } } } };
  }

  #create({
    fields,
  }: {
    fields: Stored["fields"] & { project: { key: string }; issuetype: { name: string } };
  }): Behaviour {
    const errors: Record<string, string> = {};
    if (fields.project.key !== "SEC") errors.project = "valid project is required";
    if (!["Task", "Incident"].includes(fields.issuetype.name)) errors.issuetype = "Specify a valid issue type";
    if (/\n/.test(fields.summary) || fields.summary.length > 255 || fields.summary === "")
      errors.summary = "not a line";
    if (!isDocument(fields.description as object)) errors.description = "INVALID_INPUT";
    if (fields.labels.some((label) => /\s/.test(label))) errors.labels = "The label contains spaces which is invalid.";
    if (Object.keys(errors).length > 0) return refused(400, errors);
    const key = `SEC-${this.issues.length + 1}`;
    this.issues.push({ key, fields, status: "To Do", comments: [] });
    return json(201, { id: "10000", key });
  }

  #search(jql: string): Behaviour {
    const [, project, label] = /^project = "(\w+)" AND labels = "([\w-]+)" ORDER BY created ASC$/.exec(jql) ?? [];
    if (project !== "SEC") return refused(400, {}, [`The value '${project}' does not exist for the field 'project'.`]);
    const found = this.issues.filter(({ fields }) => fields.labels.includes(label ?? ""));
    return json(200, { issues: found.slice(0, 1).map((issue) => this.#shown(issue)), isLast: true });
  }
}

testDestinationKind(jira, { configs: () => ({ cloud: given }), answer: (received) => new FakeJira().answer(received) });

let cloud: FakeJira;
let receiver: Receiver;
beforeEach(async () => {
  cloud = new FakeJira();
  receiver = await startReceiver();
  receiver.answerWith(cloud.answer);
});
afterEach(() => receiver.close());

/** A destination, which remembers what it is told to. */
function destination(over: Config = {}) {
  const config = completeConfig(jira, { ...given, ...over }, null).config;
  const memory: { reference: string | null } = { reference: null };
  const tell = (event: AlertMessage["event"], more: Partial<AlertMessage> = {}, deliveryId = `d-${event}`) =>
    sendWith(
      "jira",
      config,
      { ...sampleMessage, event, ...more },
      {
        ...sendOptions(receiverWorld(receiver.url)),
        deliveryId,
        reference: memory.reference,
        remember: async (reference) => {
          memory.reference = reference;
        },
      },
    );
  return { tell, memory };
}

describe("an alert", () => {
  test("becomes one issue that says what is wrong and what to do", async () => {
    const { tell, memory } = destination({ labels: ["pipeline"], priorities: { CRITICAL: "Highest" } });
    expect(await tell("alert.opened")).toEqual({ statusCode: 201, message: "SEC-1 was created" });
    expect(memory.reference).toBe("https://acme.atlassian.net/browse/SEC-1");
    const [issue] = cloud.issues;
    expect(issue?.fields).toMatchObject({
      summary: sampleMessage.title,
      labels: ["pipeline", `telltale-${sampleMessage.alertId}`],
      priority: { name: "Highest" },
    });
    const text = JSON.stringify(issue?.fields.description);
    for (const part of [
      sampleMessage.description,
      "Open the Health tab of okta-prod.",
      sampleMessage.link,
      "Critical",
    ]) {
      expect(text).toContain(part);
    }
    expect(text).toContain('"type":"orderedList"');
    expect(receiver.received.every(({ headers }) => headers[askedHostHeader] === "acme.atlassian.net")).toBe(true);
  });

  test("is closed when it is resolved and reopened when it comes back, each with a comment", async () => {
    const { tell } = destination();
    await tell("alert.opened");
    await tell("alert.resolved");
    expect(cloud.issues).toMatchObject([{ status: "Done", comments: [{}] }]);
    expect(JSON.stringify(cloud.issues[0]?.comments[0]?.body)).toContain(
      "Resolved in Telltale at 2026-11-24 08:14 UTC",
    );
    await tell("alert.regressed");
    expect(cloud.issues).toMatchObject([{ status: "To Do", comments: [{}, {}] }]);
    expect(JSON.stringify(cloud.issues[0]?.comments[1]?.body)).toContain("It came back at");
  });

  test("goes to the status that is chosen, by its name or that of the way to it", async () => {
    const { tell } = destination({ doneStatus: "won't do", reopenedStatus: "Move to In Progress" });
    await tell("alert.opened");
    await tell("alert.resolved");
    expect(cloud.issues[0]?.status).toBe("Won't Do");
    await tell("alert.regressed");
    expect(cloud.issues[0]?.status).toBe("In Progress");
  });

  test("says so where the workflow offers no way", async () => {
    const { tell } = destination();
    await tell("alert.opened");
    cloud.categories = { "To Do": "new" };
    const { message } = await tell("alert.resolved");
    expect(message).toContain("The workflow offers this account no way from To Do to a done status");
    expect(JSON.stringify(cloud.issues[0]?.comments)).toContain("its status was left as it is");
  });

  test("makes no second issue and no second comment when an answer is lost", async () => {
    const { tell, memory } = destination();
    cloud.instead.push({ fits: "POST /rest/api/3/issue", answer: "close", isDone: true });
    expect(await failureOf(tell("alert.opened"))).toMatchObject({ reason: "connection", isRetryable: true });
    expect(memory.reference).toBeNull();
    expect(await tell("alert.opened")).toMatchObject({ message: "SEC-1 stands for this alert" });
    expect(memory.reference).toContain("SEC-1");
    cloud.instead.push({ fits: "POST /rest/api/3/issue/SEC-1/comment", answer: 502, isDone: true });
    await failureOf(tell("alert.resolved"));
    await tell("alert.resolved");
    expect(cloud.issues).toMatchObject([{ status: "Done", comments: [{}] }]);
  });

  test("whose issue was deleted, or made on another site, gets a new one", async () => {
    const { tell, memory } = destination();
    await tell("alert.opened");
    cloud.issues = [];
    expect(await tell("alert.resolved")).toEqual({ statusCode: null, message: "There is no issue to close" });
    expect(await tell("alert.regressed")).toMatchObject({ message: "SEC-1 was created" });
    const other = destination();
    other.memory.reference = "https://other.atlassian.net/browse/SEC-77";
    expect(await other.tell("alert.regressed")).toMatchObject({ message: "SEC-1 was brought up to date" });
    expect(other.memory.reference).toBe(memory.reference);
  });

  test("that somebody sends again becomes a comment", async () => {
    const { tell } = destination();
    await tell("alert.opened");
    await tell("alert.opened", { isResent: true }, "d-again");
    expect(JSON.stringify(cloud.issues[0]?.comments)).toContain("Somebody sent this again");
  });

  test("as a test is an issue of its own, which no alert finds", async () => {
    const { tell } = destination();
    expect((await tell("alert.test", { alertId: null })).message).toBe(
      "SEC-1 was created. Close it when you have seen it.",
    );
    expect(cloud.issues[0]?.fields.labels).toEqual(["telltale-test"]);
  });
});

describe("a refusal", () => {
  test.each([
    [
      { projectKey: "NOPE" },
      "does not exist for the field 'project' (Project key: check it, and that the account may create",
    ],
    [{ issueType: "Tusk" }, "Specify a valid issue type (Issue type: write it as the project calls it)"],
  ])("of %j names the field of the form", async (over, words) => {
    const error = await failureOf(destination(over).tell("alert.opened"));
    expect(error).toMatchObject({ reason: "refused", isRetryable: false, statusCode: 400 });
    expect(error.message).toContain(words);
  });

  test.each([
    [
      "priority",
      "Field 'priority' cannot be set. It is not on the appropriate screen, or unknown.",
      "Priorities: leave",
    ],
    [
      "labels",
      "Field 'labels' cannot be set. It is not on the appropriate screen, or unknown.",
      "Labels: put the field on the project's create screen",
    ],
    ["customfield_10042", "Team is required.", "Team is required (customfield_10042: the project asks for it"],
  ])("of %s says what to do", async (field, words, advice) => {
    cloud.instead.push({ fits: "POST /rest/api/3/issue", answer: refused(400, { [field]: words }) });
    expect((await failureOf(destination().tell("alert.opened"))).message).toContain(advice);
  });

  test.each([
    [401, '{"message":"Client must be authenticated to access this resource."}', "Make a new token, without scopes"],
    [
      403,
      '{"errorMessages":["You do not have permission to create issues in this project."],"errors":{}}',
      "Create Issues",
    ],
    [404, "<!DOCTYPE html><html><body>Site unavailable</body></html>", "There is no Jira at this address"],
    [200, "<!DOCTYPE html><html><body>Log in</body></html>", "not as Jira's API does"],
  ])("with %i and %s says what to do", async (status, body, advice) => {
    receiver.answerWith({ status, body });
    expect((await failureOf(destination().tell("alert.opened"))).message).toContain(advice);
  });
});

describe("the form", () => {
  const complete = (config: Config, stored: Config | null = null) => completeConfig(jira, config, stored).config;

  test.each([
    "acme.atlassian.net",
    "https://ACME.atlassian.net/jira/software/projects/SEC",
    "https://acme.atlassian.net/",
  ])("takes %s as the site", (site) => {
    expect(complete({ ...given, site }).site).toBe("https://acme.atlassian.net");
  });

  test.each([
    [{ site: "https://jira.acme.com" }, "config.site: must be the address of a Jira Cloud site"],
    [{ site: "https://acme.atlassian.net.evil.com" }, "config.site: must be the address of a Jira Cloud site"],
    [{ email: "telltale" }, "config.email: must be the e-mail address"],
    [{ apiToken: "with space in it" }, "config.apiToken: must be an API token"],
    [{ projectKey: "sec 1" }, "config.projectKey: must be the key of a project"],
    [{ labels: ["two words"] }, "config.labels.0: must have no spaces"],
    [{ priorities: { URGENT: "High" } }, "config.priorities"],
  ])("refuses %j", (over, words) => {
    expect(() => complete({ ...given, ...over })).toThrow(words);
  });

  test("sends a stored token to no other site", () => {
    const stored = complete(given);
    const { apiToken: _, ...left } = given;
    expect(complete({ ...left, site: "acme.atlassian.net/" }, stored)).toEqual(stored);
    expect(() => complete({ ...left, site: "https://evil.atlassian.net" }, stored)).toThrow(
      "config.apiToken: enter API token again: Site was changed, and a stored secret is sent nowhere else",
    );
    expect(complete({ ...given, site: "https://evil.atlassian.net" }, stored).site).toBe("https://evil.atlassian.net");
  });
});
