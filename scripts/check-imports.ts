import { execFileSync } from "node:child_process";
import type { ICruiseResult } from "dependency-cruiser";
import { cruise, type IReporterOutput } from "dependency-cruiser";
import config from "../.config/dependency-cruiser.mjs";

/**
 * Fails when an import points up. It also fails when the parser read fewer modules than there are source files: a parser
 * that reads no TypeScript reports no violations either.
 */
const folders = ["app", "components", "lib", "inngest", "scripts", "e2e", "bench"];

const sourceFiles = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", ...folders], {
  encoding: "utf8",
})
  .split("\n")
  .filter((path) => /\.(ts|tsx|mjs)$/.test(path));

const present = folders.filter((folder) => sourceFiles.some((path) => path.startsWith(`${folder}/`)));
const reporter: IReporterOutput = await cruise(present, {
  ruleSet: { forbidden: config.forbidden ?? [] },
  validate: true,
  ...config.options,
});
const { modules, summary } = reporter.output as ICruiseResult;
const read = new Set(modules.map((module) => module.source));
const unread = sourceFiles.filter((path) => !read.has(path));

for (const violation of summary.violations) {
  console.error(`${violation.rule.name}: ${violation.from} -> ${violation.to}`);
}
for (const path of unread) console.error(`not read by the import check: ${path}`);
console.log(`${read.size} modules, ${sourceFiles.length} source files, ${summary.violations.length} violations`);
if (summary.violations.length > 0 || unread.length > 0 || sourceFiles.length === 0) process.exit(1);
