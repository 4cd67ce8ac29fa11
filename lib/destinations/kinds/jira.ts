import "server-only";
import { z } from "zod";
import { adfComment, adfDocument } from "#lib/destinations/adf.ts";
import { type AnswerReader, type Receipt, receiptOf } from "#lib/destinations/answer.ts";
import { defineDestination, type SendIo } from "#lib/destinations/define-destination.ts";
import { excerptOf } from "#lib/destinations/excerpt.ts";
import { oneLine, readable } from "#lib/destinations/readable.ts";
import type { AlertMessage } from "#lib/destinations/schema.ts";
import { severities, severityLabels } from "#lib/destinations/terms.ts";
import type { OutboundRequest } from "#lib/http.ts";

const site = /^(?:https:\/\/)?([a-z0-9-]+\.(?:atlassian\.net|atlassian-us-gov-mod\.net|jira\.com))(?:\/.*)?$/i;
const maxSummary = 255;

const inSite = { group: "Site and account" };
const inIssue = { group: "Issue" };
const inStatus = { group: "When it is over and when it comes back" };
const statusName = z.string().trim().max(100, "must be at most 100 characters").optional();

const config = z.strictObject({
  site: z
    .string()
    .trim()
    .regex(site, "must be the address of a Jira Cloud site, such as https://acme.atlassian.net")
    .transform((text) => `https://${site.exec(text)?.[1]?.toLowerCase()}`)
    .meta({
      title: "Site",
      description: "The address that Jira is opened at. Jira Cloud only.",
      placeholder: "https://acme.atlassian.net",
      aims: true,
      ...inSite,
    }),
  email: z
    .string()
    .trim()
    .regex(/^[^\s@:]+@[^\s@:]+$/, "must be the e-mail address of an Atlassian account")
    .max(254, "must be at most 254 characters")
    .meta({
      title: "E-mail",
      description:
        "Of the account that issues are made by. It needs the permissions Browse Projects, Create Issues, Add Comments and Transition Issues.",
      placeholder: "telltale@acme.com",
      ...inSite,
    }),
  apiToken: z
    .string()
    .trim()
    .regex(/^[\x21-\x7e]{10,2000}$/, "must be an API token, without spaces or line breaks")
    .meta({
      title: "API token",
      description:
        "Of that account, without scopes, from id.atlassian.com under Security, API tokens. Tokens expire: make a new one before.",
      secret: true,
      ...inSite,
    }),
  projectKey: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z][A-Z0-9_]{1,254}$/, "must be the key of a project, such as SEC")
    .meta({
      title: "Project key",
      description: "What the keys of its issues begin with.",
      placeholder: "SEC",
      ...inIssue,
    }),
  issueType: z
    .string()
    .trim()
    .min(1, "is required")
    .max(60, "must be at most 60 characters")
    .default("Task")
    .meta({ title: "Issue type", description: "As the project calls it.", ...inIssue }),
  labels: z
    .array(z.string().regex(/^\S{1,255}$/, "must have no spaces and at most 255 characters"))
    .max(20, "must be at most 20")
    .optional()
    .meta({
      title: "Labels",
      description: "On each issue, beside the one by which Telltale finds it again.",
      ...inIssue,
    }),
  priorities: z
    .partialRecord(z.enum(severities), z.string().trim().max(100, "must be at most 100 characters"))
    .optional()
    .meta({
      title: "Priorities",
      description: "The priority in Jira for each severity. Left empty, the project's own stands.",
      optionLabels: severityLabels,
      ...inIssue,
    }),
  doneStatus: statusName.meta({
    title: "Status when resolved",
    description:
      "Where an issue goes when its alert is over. Left empty, the first done status that the workflow offers.",
    placeholder: "Done",
    ...inStatus,
  }),
  reopenedStatus: statusName.meta({
    title: "Status when it comes back",
    description: "Left empty, the first status that the workflow offers and that is not done.",
    placeholder: "To Do",
    ...inStatus,
  }),
});

type JiraConfig = z.output<typeof config>;

/** Jira's fields by what they are called in the form, with what to do. */
const fieldAdvice: Record<string, string> = {
  project: "Project key: check it, and that the account may create issues there",
  issuetype: "Issue type: write it as the project calls it",
  priority: "Priorities: leave them empty, or use names that the project knows and has on its screen",
  labels: "Labels: put the field on the project's create screen; an issue is found again by one of them",
};
const unknownField =
  "the project asks for it and Telltale does not send it: make it optional there, or choose another issue type";

const adviceByStatus: Record<number, string> = {
  401: "Jira does not accept the e-mail address with this API token. Make a new token, without scopes, at id.atlassian.com under Security, API tokens",
  403: "The account may not do this. In the project it needs Browse Projects, Create Issues, Add Comments and Transition Issues",
};

const shape = z.object({
  errorMessages: z.array(z.string()).default([]),
  errors: z.record(z.string(), z.string()).default({}),
});

function parse(body: string): unknown {
  try {
    return body === "" ? null : JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Jira's error bodies in words, field by field; a page where an answer of the API was due is not Jira Cloud. */
const explain: AnswerReader = ({ status, body }) => {
  const json = parse(body);
  if (status < 300) {
    if (json !== undefined) return null;
    return {
      message: `The site answered ${status}, but not as Jira's API does. Check its address`,
      isRetryable: false,
    };
  }
  const said = shape.safeParse(json);
  // A search says in its words which field it does not know.
  const general = (said.success ? said.data.errorMessages : []).map((text) =>
    text.includes("the field 'project'") ? `${text.replace(/\.$/, "")} (${fieldAdvice.project})` : text,
  );
  const fields = Object.entries(said.success ? said.data.errors : {}).map(
    ([name, words]) => `${words.replace(/\.$/, "")} (${fieldAdvice[name] ?? `${name}: ${unknownField}`})`,
  );
  const words = [...general, ...fields].map(excerptOf).join("; ");
  const advice = adviceByStatus[status];
  if (advice !== undefined) return { message: words === "" ? advice : `${advice} (${words})` };
  if (status === 404 && words === "") return { message: "There is no Jira at this address (404). Check the site" };
  return words === "" ? null : { message: `Jira answered ${status}: ${words}` };
};

const statusShape = z.object({ name: z.string(), statusCategory: z.object({ key: z.string() }) });
const issueShape = z.object({ key: z.string(), fields: z.object({ status: statusShape }) });
type Issue = z.output<typeof issueShape>;

const transitionsShape = z.object({
  transitions: z.array(z.object({ id: z.string(), name: z.string(), to: statusShape })),
});
const commentsShape = z.object({
  comments: z.array(z.object({ properties: z.array(z.object({ key: z.string(), value: z.unknown() })).default([]) })),
});

const propertyKey = "telltale";
const isDone = (issue: Issue) => issue.fields.status.statusCategory.key === "done";

/** One destination's issues, in one attempt. */
class Issues {
  readonly #config: JiraConfig;
  readonly #io: SendIo;

  constructor(config: JiraConfig, io: SendIo) {
    this.#config = config;
    this.#io = io;
  }

  async #call(method: OutboundRequest["method"], path: string, body?: unknown): Promise<unknown> {
    const { site, email, apiToken } = this.#config;
    const response = await this.#io.request(`${site}/rest/api/3${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`${email}:${apiToken}`).toString("base64")}`,
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    // A thing that is gone is told by its absence.
    if (method === "GET" && response.status === 404 && shape.safeParse(parse(response.body)).success) return null;
    receiptOf(response, this.#io.now, explain);
    return parse(response.body);
  }

  /** The issue of an alert: the remembered one while it stands on this site, else the oldest with the alert's label. */
  async find(label: string): Promise<Issue | null> {
    const { site, projectKey } = this.#config;
    const known = this.#io.reference?.startsWith(`${site}/browse/`) ? this.#io.reference.split("/").at(-1) : undefined;
    if (known) {
      const issue = await this.#call("GET", `/issue/${encodeURIComponent(known)}?fields=status`);
      if (issue !== null) return issueShape.parse(issue);
    }
    const jql = `project = "${projectKey}" AND labels = "${label}" ORDER BY created ASC`;
    const found = await this.#call("POST", "/search/jql", { jql, fields: ["status"], maxResults: 1 });
    const [issue] = z.object({ issues: z.array(issueShape) }).parse(found).issues;
    if (!issue) return null;
    await this.#io.remember(`${site}/browse/${issue.key}`);
    return issue;
  }

  async create(message: AlertMessage, label: string): Promise<string> {
    const { site, projectKey, issueType, labels = [], priorities = {} } = this.#config;
    const priority = priorities[message.severity];
    const read = readable(message);
    const made = await this.#call("POST", "/issue", {
      fields: {
        project: { key: projectKey },
        issuetype: { name: issueType },
        summary: oneLine(read.title, maxSummary),
        description: adfDocument(read),
        labels: [...labels, label],
        ...(priority ? { priority: { name: priority } } : {}),
      },
    });
    const { key } = z.object({ key: z.string() }).parse(made);
    await this.#io.remember(`${site}/browse/${key}`);
    return key;
  }

  /** Moves an issue to a done status or out of one. @returns why it stayed where it is; null when it is there. */
  async move(issue: Issue, to: "done" | "open"): Promise<string | null> {
    if (isDone(issue) === (to === "done")) return null;
    const wanted = (to === "done" ? this.#config.doneStatus : this.#config.reopenedStatus)?.toLowerCase();
    const path = `/issue/${issue.key}/transitions`;
    const { transitions } = transitionsShape.parse(await this.#call("GET", path));
    const fitting = transitions.filter((one) => (one.to.statusCategory.key === "done") === (to === "done"));
    const usual = to === "done" ? ["done", "resolved", "closed"] : ["to do", "open", "reopened"];
    const chosen = wanted
      ? transitions.find((one) => [one.to.name, one.name].some((name) => name.toLowerCase() === wanted))
      : (fitting.find((one) => usual.includes(one.to.name.toLowerCase())) ?? fitting[0]);
    if (!chosen) {
      const status = wanted ? `to ${wanted}` : to === "done" ? "to a done status" : "to one that is not done";
      return `The workflow offers this account no way from ${issue.fields.status.name} ${status}: its status was left as it is.`;
    }
    await this.#call("POST", path, { transition: { id: chosen.id } });
    return null;
  }

  /** Adds a comment, unless an earlier attempt did. */
  async comment(issue: Issue, message: AlertMessage, note: string | null): Promise<void> {
    const path = `/issue/${issue.key}/comment`;
    const latest = await this.#call("GET", `${path}?orderBy=-created&maxResults=20&expand=properties`);
    const mark = { key: propertyKey, value: { deliveryId: this.#io.deliveryId } };
    const isThere = commentsShape
      .parse(latest ?? { comments: [] })
      .comments.some(({ properties }) => properties.some((one) => JSON.stringify(one) === JSON.stringify(mark)));
    if (isThere) return;
    await this.#call("POST", path, { body: adfComment(readable(message), note), properties: [mark] });
  }
}

async function tell(issues: Issues, message: AlertMessage): Promise<Receipt> {
  const { event, alertId, isResent } = message;
  if (event === "alert.test") {
    const key = await issues.create(message, "telltale-test");
    return { statusCode: 201, message: `${key} was created. Close it when you have seen it.` };
  }
  const label = `telltale-${alertId}`;
  const issue = await issues.find(label);
  if (!issue) {
    if (event === "alert.resolved") return { statusCode: null, message: "There is no issue to close" };
    return { statusCode: 201, message: `${await issues.create(message, label)} was created` };
  }
  if (event === "alert.opened" && !isResent) return { statusCode: 200, message: `${issue.key} stands for this alert` };
  const note = await issues.move(issue, event === "alert.resolved" ? "done" : "open");
  await issues.comment(issue, message, note);
  return { statusCode: 201, message: note === null ? `${issue.key} was brought up to date` : `${issue.key}: ${note}` };
}

/** Issues of a Jira Cloud project: one an alert, closed when it is over and reopened when it comes back. */
export const jira = defineDestination({
  kind: "jira",
  label: "Jira Cloud",
  description:
    "Makes one issue for each alert, closes it when the alert is resolved and reopens it when it comes back.",
  config,
  send: (given, message, io) => tell(new Issues(given, io), message),
});
