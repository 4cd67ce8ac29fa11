import { existsSync, readFileSync } from "node:fs";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { Documentation } from "./documentation.tsx";
import { documents } from "./documents.ts";

test.each(Object.keys(documents))("docs/%s.md is there, and is drawn whole", (name) => {
  expect(existsSync(`docs/${name}.md`)).toBe(true);
  const text = readFileSync(`docs/${name}.md`, "utf8");
  const drawn = renderToStaticMarkup(<Documentation text={text} />);
  const count = (of: RegExp) => text.match(of)?.length ?? 0;
  expect(drawn.match(/<h2/g)?.length ?? 0).toBe(count(/^## /gm));
  expect(drawn.match(/<pre/g)?.length ?? 0).toBe(count(/^```\w/gm));
  expect(drawn).not.toContain("[object Object]");
  expect(drawn).not.toMatch(/<td[^>]*>\s*\|/);
});

test("a link to another document leads to its page", () => {
  expect(renderToStaticMarkup(<Documentation text="See [the intake](log-intake.md)." />)).toContain(
    'href="/docs/log-intake"',
  );
});
