import type { AlertMessage } from "./schema.ts";
import { alertTypeLabels, severityLabels } from "./terms.ts";

/** A message as a person reads it, in parts that each vendor's markup puts together. Nothing in it is markup. */
export interface Readable {
  /** One line. */
  title: string;
  /** What has happened to the alert, as a sentence. */
  news: string;
  /** What is known, in words, in the order of weight. */
  facts: { label: string; value: string }[];
  paragraphs: string[];
  /** What to do: steps in order, or paragraphs where the runbook has none. */
  runbook: { isSteps: boolean; lines: string[] };
  /** Of the alert's page; of a test message that of the console. */
  link: string;
}

const step = /^\s*\d+[.)]\s+/;

/** Text that any vendor takes: well-formed, without control characters; line breaks stay. */
export function plainText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to go.
  return text.toWellFormed().replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]/g, "");
}

/** One line of at most `length` characters; never half a surrogate pair. */
export function oneLine(text: string, length: number): string {
  const line = plainText(text.replace(/\s+/g, " ")).trim();
  return line.length <= length
    ? line
    : `${line
        .slice(0, length - 1)
        .toWellFormed()
        .replace(/\ufffd$/, "")}…`;
}

function linesOf(text: string): string[] {
  return plainText(text)
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}

function newsOf({ event, isResent, occurredAt }: AlertMessage): string {
  if (event === "alert.test") return "A test: nothing is wrong.";
  if (isResent) return "Somebody sent this again from Telltale.";
  const at = `${occurredAt.slice(0, 16).replace("T", " ")} UTC`;
  if (event === "alert.resolved") return `Resolved in Telltale at ${at}.`;
  return event === "alert.regressed" ? `It came back at ${at} after it was resolved.` : `Opened at ${at}.`;
}

/** The parts of a message. */
export function readable(message: AlertMessage): Readable {
  const runbook = linesOf(message.runbook);
  const isSteps = runbook.length > 0 && runbook.every((line) => step.test(line));
  return {
    title: oneLine(message.title, 300),
    news: newsOf(message),
    facts: [
      { label: "Severity", value: severityLabels[message.severity] },
      { label: "Type", value: alertTypeLabels[message.type] },
      { label: "Count", value: new Intl.NumberFormat("en").format(message.eventCount) },
      { label: "First opened", value: `${message.createdAt.slice(0, 16).replace("T", " ")} UTC` },
    ],
    paragraphs: linesOf(message.description),
    runbook: { isSteps, lines: isSteps ? runbook.map((line) => line.replace(step, "")) : runbook },
    link: message.link,
  };
}
