import "server-only";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { notFound } from "next/navigation";
import { type DocumentName, documents } from "#components/shell/documents.ts";

function isDocument(name: string): name is DocumentName {
  return Object.hasOwn(documents, name);
}

/** The title of a document and its text in Markdown, without the heading that repeats the title; 404 when there is none. */
export async function readDocument(name: string): Promise<{ title: string; text: string }> {
  if (!isDocument(name)) notFound();
  const text = await readFile(path.join(process.cwd(), "docs", `${name}.md`), "utf8");
  return { title: documents[name], text: text.replace(/^# .*\n/, "") };
}
