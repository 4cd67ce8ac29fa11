import type { Readable } from "./readable.ts";

/** A node of the Atlassian Document Format, version 1 (developer.atlassian.com/cloud/jira/platform/apis/document). */
export interface AdfNode {
  type: string;
  attrs?: Record<string, unknown>;
  content?: AdfNode[];
  text?: string;
  marks?: { type: string; attrs?: Record<string, unknown> }[];
}

/** A text node may not be empty; its text is never read as markup or as a mention. */
function text(value: string, ...marks: NonNullable<AdfNode["marks"]>): AdfNode {
  return { type: "text", text: value === "" ? " " : value, ...(marks.length > 0 ? { marks } : {}) };
}

const paragraph = (...content: AdfNode[]): AdfNode => ({ type: "paragraph", content });
const heading = (value: string): AdfNode => ({ type: "heading", attrs: { level: 3 }, content: [text(value)] });

function list(type: "bulletList" | "orderedList", items: readonly AdfNode[]): AdfNode {
  return { type, content: items.map((item) => ({ type: "listItem", content: [item] })) };
}

function document(content: AdfNode[]): AdfNode & { version: 1 } {
  return { type: "doc", version: 1, content };
}

const linkTo = ({ link }: Readable): AdfNode =>
  paragraph(text("Open in Telltale", { type: "link", attrs: { href: link } }));

/** The whole of a message: what happened, what is known, what to do, and where to look. */
export function adfDocument(message: Readable): AdfNode {
  const { news, facts, paragraphs, runbook } = message;
  return document([
    { type: "panel", attrs: { panelType: "error" }, content: [paragraph(text(news))] },
    ...paragraphs.map((line) => paragraph(text(line))),
    list(
      "bulletList",
      facts.map(({ label, value }) => paragraph(text(`${label}: `, { type: "strong" }), text(value))),
    ),
    ...(runbook.lines.length === 0 ? [] : [heading("What to do")]),
    ...(runbook.isSteps
      ? [
          list(
            "orderedList",
            runbook.lines.map((line) => paragraph(text(line))),
          ),
        ]
      : runbook.lines.map((line) => paragraph(text(line)))),
    linkTo(message),
  ]);
}

/** What is new, for below a document that says the rest. */
export function adfComment(message: Readable, note: string | null): AdfNode {
  return document([
    paragraph(text(message.news, { type: "strong" })),
    ...message.paragraphs.map((line) => paragraph(text(line))),
    ...(note === null ? [] : [paragraph(text(note))]),
    linkTo(message),
  ]);
}
