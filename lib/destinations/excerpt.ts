const maxLength = 1_000;

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", apos: "'", nbsp: " " };

/** An error page in one line: what it says, without what it is made of. */
function textOfHtml(html: string): string {
  const title = /<title[^>]*>([^<]*)/i.exec(html)?.[1] ?? "";
  const text = html
    .replace(/<!--[\s\S]*?-->|<(head|script|style|svg)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, " ")
    .replace(/<[^>]*(?:>|$)/g, " ");
  const [plainText, plainTitle] = [text, title].map((part) =>
    part
      .replace(/&(#?\w+);/g, (whole, name: string) => entities[name] ?? whole)
      .replace(/\s+/g, " ")
      .trim(),
  );
  return plainText || plainTitle || "";
}

/**
 * The start of what a receiver answered, so that it can stand in a page and in a log: without control characters, and
 * of an HTML page only its text.
 */
export function excerptOf(body: string): string {
  const isHtml = /^\s*(?:<!doctype html|<html|<head|<body|<h1|<title|<center|<div|<p>)/i.test(body);
  const text = isHtml ? textOfHtml(body) : body;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to go.
  const clean = text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufffd]/g, "").trim();
  return clean.length <= maxLength ? clean : `${clean.slice(0, maxLength)}…`;
}
