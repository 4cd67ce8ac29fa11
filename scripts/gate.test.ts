/** That the gate stops what it is for: each rule is broken once, in a copy of this checkout, and its tool says so by the rule's name. */
import { spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dataAccessViolations } from "./check-data-access.ts";
import { checkImports, type ImportCheck } from "./check-imports.ts";

interface Seed {
  /** Where the violation stands. */
  file: string;
  text: string;
  /** The rule's name, as its tool prints it; empty for a file that another seed needs. */
  rule: string;
}

const root = path.resolve(import.meta.dirname, "..");
const uses = (from: string, name = "seed") => `import * as given from "${from}";\n\nexport const ${name} = given;\n`;

const arrows: Seed[] = [
  {
    file: "lib/schemas/seed-up.ts",
    text: uses("#lib/alerts/schema.ts"),
    rule: "lib/schemas imports only what stands below it",
  },
  { file: "lib/alerts/seed-caller.ts", text: uses("#components/ui/class-names.ts"), rule: "lib knows no caller" },
  { file: "lib/seed-domain.ts", text: uses("#lib/schemas/schema.ts"), rule: "the foundation knows no domain" },
  { file: "lib/change-seed/seed.ts", text: uses("#lib/uuid.ts"), rule: "" },
  { file: "lib/alerts/seed-rankless.ts", text: uses("#lib/change-seed/seed.ts"), rule: "a folder of lib has a rank" },
  {
    file: "components/ui/seed-up.ts",
    text: uses("#components/shell/api-error.ts"),
    rule: "components/ui imports only what stands below it",
  },
  {
    file: "components/destinations/seed-beside.ts",
    text: uses("#components/schemas/schema-draft.ts"),
    rule: "components/destinations imports only what stands below it",
  },
  {
    file: "components/shell/seed-up.ts",
    text: uses("#components/alerts/activity-words.ts"),
    rule: "components/shell imports only what stands below it",
  },
  {
    file: "components/alerts/seed-shape.ts",
    text: uses("#lib/alerts/schema.ts"),
    rule: "only what checks a draft loads shapes into the browser",
  },
  { file: "components/alerts/seed-link.ts", text: uses("next/link"), rule: "only its owner imports next/link" },
  {
    file: "components/ui/seed-domain.ts",
    text: uses("#lib/alerts/schema.ts"),
    rule: "primitives know no domain of lib",
  },
  {
    file: "components/alerts/seed-server.ts",
    text: uses("#lib/alerts/queries.ts"),
    rule: "the browser is given nothing that only the server may run",
  },
  {
    file: "components/alerts/seed-kind.ts",
    text: uses("#lib/destinations/kinds/webhook.ts"),
    rule: "the browser imports no kind",
  },
  {
    file: "components/alerts/seed-page.ts",
    text: uses("#app/api/health/parts.ts"),
    rule: "components do not import pages",
  },
  {
    file: "app/(console)/seed-writes.ts",
    text: uses("#lib/alerts/commands.ts"),
    rule: "pages read, and write by the API alone",
  },
  { file: "lib/alerts/seed-driver.ts", text: uses("pg"), rule: "only its owner imports pg, pg-copy-streams" },
  { file: "components/alerts/seed-chart.ts", text: uses("recharts"), rule: "only its owner imports recharts" },
  { file: "lib/alerts/seed-session.ts", text: uses("next-auth"), rule: "only its owner imports next-auth" },
  { file: "lib/alerts/seed-http.ts", text: uses("undici"), rule: "only its owner imports undici" },
  {
    file: "lib/testing/seed-up.ts",
    text: uses("#scripts/migrate.ts"),
    rule: "what tests stand on imports the product only",
  },
  {
    file: "scripts/supervisor/seed-journey.ts",
    text: uses("../../e2e/axe.ts"),
    rule: "scripts know no journey and no measurement",
  },
  {
    file: "inngest/server/seed-product.ts",
    text: uses("#lib/env.ts"),
    rule: "the embedded server and the product do not know each other",
  },
  { file: "inngest/functions/seed-page.ts", text: uses("#app/api/health/parts.ts"), rule: "jobs do not import pages" },
  { file: "lib/alerts/seed-test.ts", text: uses("../lazy.test.ts"), rule: "tests are imported by nothing" },
  { file: "lib/alerts/seed-round.ts", text: uses("./seed-round-back.ts"), rule: "" },
  { file: "lib/alerts/seed-round-back.ts", text: uses("./seed-round.ts"), rule: "no cycles" },
  {
    file: "lib/alerts/seed-nowhere.ts",
    text: uses("#lib/alerts/there-is-none.ts"),
    rule: "nothing that does not resolve",
  },
];

const branches = Array.from({ length: 16 }, (_, n) => `  if (n === ${n}) return ${n * 2};`).join("\n");
const lines = Array.from({ length: 90 }, (_, n) => `  sum += n * ${n};`).join("\n");

const lint: Seed[] = [
  { file: "lib/alerts/seed-env.ts", text: "export const seed = process.env.PORT;\n", rule: "lint/style/noProcessEnv" },
  {
    file: "lib/alerts/seed-console.ts",
    text: 'export const seed = () => console.log("a");\n',
    rule: "lint/suspicious/noConsole",
  },
  { file: "lib/alerts/seedCase.ts", text: "export const seed = 1;\n", rule: "lint/style/useFilenamingConvention" },
  { file: "lib/alerts/seed-enum.ts", text: "export enum Seed {\n  A = 1,\n}\n", rule: "lint/style/noEnum" },
  {
    file: "lib/alerts/seed-default.ts",
    text: "export default function seed() {}\n",
    rule: "lint/style/noDefaultExport",
  },
  { file: "lib/alerts/seed-all.ts", text: 'export * from "./schema.ts";\n', rule: "lint/performance/noReExportAll" },
  {
    file: "lib/destinations/kinds/seed.ts",
    text: 'export const seed = () => fetch("https://a.test");\n',
    rule: "lint/style/noRestrictedGlobals",
  },
  {
    file: "lib/alerts/seed-branches.ts",
    text: `export function seed(n: number): number {\n${branches}\n  return n;\n}\n`,
    rule: "lint/complexity/noExcessiveCognitiveComplexity",
  },
  {
    file: "lib/alerts/seed-lines.ts",
    text: `export function seed(n: number): number {\n  let sum = 0;\n${lines}\n  return sum;\n}\n`,
    rule: "lint/complexity/noExcessiveLinesPerFunction",
  },
  {
    file: "lib/alerts/seed-any.ts",
    text: "export const seed = (given: any) => given;\n",
    rule: "lint/suspicious/noExplicitAny",
  },
  {
    file: "lib/alerts/seed-skipped.test.ts",
    text: 'import { test } from "vitest";\n\ntest.skip("a", () => {});\n',
    rule: "lint/suspicious/noSkippedTests",
  },
  {
    file: "components/alerts/seed-refresh.ts",
    text: 'import { useRouter } from "next/navigation";\n\nexport function useSeed() {\n  const router = useRouter();\n  router.refresh();\n}\n',
    rule: "plugin",
  },
];

const dataAccess: Seed[] = [
  {
    file: "lib/alerts/seed-prisma.ts",
    text: "await db.$transaction([]);\n",
    rule: ".$transaction is for lib/db.ts only",
  },
  {
    file: "lib/alerts/seed-sql.ts",
    text: "await sql`UPDATE destinations SET kind = ''`;\n",
    rule: "destinations is an ordinary table",
  },
];

const unused: Seed[] = [
  { file: "lib/alerts/seed-dead.ts", text: "export const dead = 1;\n", rule: "" },
  { file: "lib/alerts/seed-tested.ts", text: "export const tested = 1;\n", rule: "" },
  { file: "lib/alerts/seed-tested.test.ts", text: uses("./seed-tested.ts"), rule: "" },
];

let copy = "";
let imports: ImportCheck;
let found: { file: string; rule: string }[] = [];

beforeAll(async () => {
  copy = await mkdtemp(path.join(tmpdir(), "telltale-gate-"));
  const left = new Set(["node_modules", ".git", ".next", ".telltale", "test-results", "playwright-report", "docs"]);
  await cp(root, copy, { recursive: true, filter: (source) => !left.has(path.relative(root, source)) });
  await symlink(path.join(root, "node_modules"), path.join(copy, "node_modules"));
  for (const { file, text } of [...arrows, ...lint, ...unused]) {
    await mkdir(path.dirname(path.join(copy, file)), { recursive: true });
    await writeFile(path.join(copy, file), text);
  }
  found = biome(lint.map(({ file }) => file));
  imports = await checkImports(copy);
}, 180_000);

afterAll(() => rm(copy, { recursive: true, force: true }));

function biome(files: string[], config = ".config/biome.jsonc"): { file: string; rule: string }[] {
  const program = path.join(root, "node_modules/@biomejs/biome/bin/biome");
  const flags = ["lint", `--config-path=${config}`, "--reporter=github", "--max-diagnostics=500"];
  const { stdout, stderr } = spawnSync(process.execPath, [program, ...flags, ...files], {
    cwd: copy,
    encoding: "utf8",
  });
  const told = [...`${stdout}${stderr}`.matchAll(/title=([^,]+),file=([^,]+)/g)];
  return told.map(([, rule = "", file = ""]) => ({ rule, file: path.relative(copy, path.resolve(copy, file)) }));
}

test.each(arrows.filter(({ rule }) => rule !== ""))("an arrow: $rule ($file)", ({ file, rule }) => {
  expect(imports.violations.filter(({ from }) => from === file).map((violation) => violation.rule)).toContain(rule);
});

test("the arrows stop nothing but the seeds, and every file was read", () => {
  const seeds = new Set(arrows.map(({ file }) => file));
  expect(imports.violations.filter(({ from }) => !seeds.has(from))).toEqual([]);
  expect([imports.unread, imports.fileCount > 800]).toEqual([[], true]);
});

test.each(lint)("a rule of style: $rule ($file)", ({ file, rule }) => {
  expect(found.filter((violation) => violation.file === file).map((violation) => violation.rule)).toContain(rule);
});

test.each(dataAccess)("data access: $rule", ({ file, text, rule }) => {
  expect(dataAccessViolations(file, text)).toEqual([expect.stringContaining(rule)]);
});

test.each([
  ["nothing uses", [], true, false],
  ["tests alone keep alive", ["--production"], true, true],
])(
  "code that %s is found",
  (_what, flags, isDeadFound, isTestedFound) => {
    const program = path.join(root, "node_modules/knip/bin/knip.js");
    const args = [program, ...flags, "--config", ".config/knip.jsonc", "--no-progress"];
    const { stdout, status } = spawnSync(process.execPath, args, { cwd: copy, encoding: "utf8" });
    const isTold = (file: string) => stdout.split("\n").some((line) => line.trim() === file);
    expect([isTold("lib/alerts/seed-dead.ts"), isTold("lib/alerts/seed-tested.ts")]).toEqual([
      isDeadFound,
      isTestedFound,
    ]);
    expect(status).not.toBe(0);
  },
  60_000,
);

test("who is excused from a limit needs it", async () => {
  const text = await readFile(path.join(root, ".config/biome.jsonc"), "utf8");
  const config = JSON.parse(text.replace(/^\s*\/\/.*$/gm, "")) as {
    overrides: { includes: string[]; linter: { rules: { complexity?: Record<string, string> } } }[];
  };
  const isFile = (name: string) => /^[^*{]+\.tsx?$/.test(name);
  const excused = config.overrides.flatMap(({ includes, linter }) =>
    includes
      .filter(isFile)
      .flatMap((file) =>
        Object.keys(linter.rules.complexity ?? {}).map((rule) => ({ file, rule: `lint/complexity/${rule}` })),
      ),
  );
  await writeFile(path.join(copy, ".config/strict.jsonc"), JSON.stringify({ ...config, overrides: [] }));
  const needed = biome([...new Set(excused.map(({ file }) => file))], ".config/strict.jsonc");
  expect(excused.length).toBeGreaterThan(10);
  expect(excused.filter((one) => !needed.some(({ file, rule }) => file === one.file && rule === one.rule))).toEqual([]);
}, 60_000);
