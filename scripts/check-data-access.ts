/**
 * The rule for data access (README, "How data is read and written"): Prisma reads and writes the product's ordinary tables,
 * inside a change through the unit of work; SQL is for what Prisma cannot say or what was measured to be too slow.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Tables that a person's change writes; each row of a few columns, written one or a few at a time. */
const ordinaryTables = [
  "api_tokens",
  "audit_log",
  "destinations",
  "log_schemas",
  "log_sources",
  "sign_in_failures",
  "users",
];

/** Files that write an ordinary table by SQL, each with its reason. */
const reasons: Record<string, string> = {
  "lib/audit-log/write-entries.ts": "many entries in one statement, on either kind of transaction",
  "lib/alerts/delivery-record.ts": "the circuit breaker counts in the delivery's own transaction, once an attempt",
  "lib/log-processing/commit-classified.ts": "one statement a batch, in the transaction that holds its rows",
  "lib/drop-off/uptime.ts": "one statement of the tick over every source",
  "lib/health-checks/run-checks.ts": "one statement over the hundreds of sources of a run",
};

const transactionOwners = new Set(["lib/db.ts"]);
const writes = new RegExp(`\\b(INSERT INTO|UPDATE|DELETE FROM)\\s+"?(${ordinaryTables.join("|")})\\b`, "g");
const prismaByItself = /\.\$(transaction|queryRaw|executeRaw|queryRawUnsafe|executeRawUnsafe)\b/g;

/** What a file does against the rule, as sentences; empty when nothing. @param path from the root of the repository. */
export function dataAccessViolations(path: string, text: string): string[] {
  const lineOf = (at: number) => text.slice(0, at).split("\n").length;
  const found: string[] = [];
  if (!transactionOwners.has(path)) {
    for (const match of text.matchAll(prismaByItself)) {
      found.push(`${path}:${lineOf(match.index)}: ${match[0]} is for lib/db.ts only; use change (lib/change.ts)`);
    }
  }
  const written = [...text.matchAll(writes)];
  if (path in reasons) {
    if (written.length === 0) found.push(`${path}: writes no ordinary table by SQL; take it off the list`);
    return found;
  }
  for (const match of written) {
    found.push(`${path}:${lineOf(match.index)}: ${match[2]} is an ordinary table: write it with Prisma's model`);
  }
  return found;
}

/** The product's own source: tests and benches make rows as they need them. */
export function isProductSource(path: string): boolean {
  return /^(app|components|inngest|lib)\/.+\.tsx?$/.test(path) && !/\.test\.tsx?$|^lib\/testing\//.test(path);
}

if (import.meta.main) {
  const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { encoding: "utf8" });
  const paths = files.split("\n").filter(isProductSource);
  const violations = paths.flatMap((path) => dataAccessViolations(path, readFileSync(path, "utf8")));
  for (const violation of violations) console.error(violation);
  console.log(`${paths.length} files, ${violations.length} violations of the rule for data access`);
  if (violations.length > 0 || paths.length === 0) process.exit(1);
}
