/**
 * Fails when an import points up. It also fails when the parser read fewer modules than there are source files: a parser
 * that reads no TypeScript reports no violations either.
 */
import { globSync } from "node:fs";
import path from "node:path";
import { cruise, type ICruiseResult, type IModule } from "dependency-cruiser";
import config from "../.config/dependency-cruiser.mjs";

export interface ImportCheck {
  violations: { rule: string; from: string; to: string }[];
  /** Source files that the parser did not read. */
  unread: string[];
  moduleCount: number;
  fileCount: number;
}

const folders = ["app", "components", "lib", "inngest", "scripts", "e2e", "bench"];

/** They read for a page on the server and are given to the browser by none. */
const pageReaders = new Set([
  "components/alerts/alert-series.ts",
  "components/alerts/alert-source.ts",
  "components/shell/page-actor.ts",
]);
const browserRule = "the browser is given nothing that only the server may run";

/** @param root a checkout; its paths in the result are relative to it. */
export async function checkImports(root: string): Promise<ImportCheck> {
  const files = globSync(`{${folders.join(",")}}/**/*.{ts,tsx,mjs}`, { cwd: root });
  const present = folders.filter((folder) => files.some((file) => file.startsWith(`${folder}${path.sep}`)));
  const { output } = await cruise(present, {
    baseDir: root,
    ruleSet: { forbidden: config.forbidden ?? [] },
    validate: true,
    ...config.options,
  });
  const { modules, summary } = output as ICruiseResult;
  const read = new Set(modules.map((module) => module.source));
  return {
    violations: [
      ...summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
      ...serverCodeInComponents(modules),
    ],
    unread: files.filter((file) => !read.has(file)),
    moduleCount: modules.length,
    fileCount: files.length,
  };
}

/** A component may take types from anywhere, and values only from what does not lead to `server-only`. */
function serverCodeInComponents(modules: IModule[]): ImportCheck["violations"] {
  const valuesOf = new Map(
    modules.map(({ source, dependencies }) => [
      source,
      dependencies
        .filter(({ dependencyTypes }) => !dependencyTypes.includes("type-only"))
        .map(({ resolved }) => resolved),
    ]),
  );
  const known = new Map<string, boolean>();
  const isForServer = (source: string): boolean => {
    const answer = known.get(source);
    if (answer !== undefined) return answer;
    // Imports go in no circle; another rule sees to that.
    known.set(source, false);
    const found = /(^|\/)server-only(\/|$)/.test(source) || (valuesOf.get(source) ?? []).some(isForServer);
    known.set(source, found);
    return found;
  };
  return modules
    .filter(
      ({ source }) => source.startsWith("components/") && !/\.test\.tsx?$/.test(source) && !pageReaders.has(source),
    )
    .flatMap(({ source }) =>
      (valuesOf.get(source) ?? [])
        .filter((to) => to.startsWith("lib/") && isForServer(to))
        .map((to) => ({ rule: browserRule, from: source, to })),
    );
}

if (import.meta.main) {
  const { violations, unread, moduleCount, fileCount } = await checkImports(process.cwd());
  for (const { rule, from, to } of violations) console.error(`${rule}: ${from} -> ${to}`);
  for (const file of unread) console.error(`not read by the import check: ${file}`);
  console.log(`${moduleCount} modules, ${fileCount} source files, ${violations.length} violations`);
  if (violations.length > 0 || unread.length > 0 || fileCount === 0) process.exit(1);
}
