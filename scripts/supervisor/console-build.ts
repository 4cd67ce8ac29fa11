/** `next build`, run when what it is made of has changed since the last one. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { StartupError } from "./progress.ts";
import { root } from "./settings.ts";

const stampFile = path.join(root, ".next/telltale-build");

const INPUTS = [
  "{app,components,inngest,lib}/**/*.{ts,tsx,css,yml,svg,png,woff2}",
  "public/**/*",
  "prisma/*.prisma",
  "{next.config.ts,tsconfig.json,package.json,package-lock.json,postcss.config.mjs}",
];

function inputsHash(): string {
  const hash = createHash("sha256").update(process.version);
  const files = globSync(INPUTS, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(test|e2e)\.tsx?$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name));
  for (const file of files.sort())
    hash.update(path.relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
  return hash.digest("hex");
}

export async function isConsoleBuilt(): Promise<boolean> {
  return existsSync(stampFile) && (await readFile(stampFile, "utf8")) === inputsHash();
}

/** @throws {StartupError} with the first error of the build */
export async function buildConsole(signal: AbortSignal): Promise<void> {
  const before = inputsHash();
  await rm(stampFile, { force: true });
  const next = path.join(root, "node_modules/next/dist/bin/next");
  // A build reads no data; the address satisfies what insists on one and leads nowhere.
  const databaseUrl = "postgresql://nobody@127.0.0.1:1/build";
  const env = {
    ...process.env,
    NODE_ENV: "production" as const,
    NEXT_TELEMETRY_DISABLED: "1",
    DATABASE_URL: databaseUrl,
  };
  const child = spawn(process.execPath, [next, "build"], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"], signal });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output = (output + chunk).slice(-50_000);
    });
  }
  const code = await new Promise((resolve) => {
    child.once("close", resolve);
    child.once("error", (error) => resolve(error.message));
  });
  signal.throwIfAborted();
  if (code !== 0) throw buildError(output, code);
  await writeFile(stampFile, before);
}

function buildError(output: string, code: unknown): StartupError {
  if (/ENOSPC|No space left/i.test(output)) {
    return new StartupError(
      `the disk of ${root} is full: the console could not be built`,
      "Free about 500 MB and start again.",
    );
  }
  if (/EACCES|EPERM|EROFS/.test(output)) {
    return new StartupError(
      `${root}/.next cannot be written`,
      "Make it writable for this user, or remove it, and start again.",
    );
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the build colours its output
  const lines = output.replace(/\u001b\[[\d;]*m/g, "").split("\n");
  const place = lines.findIndex((line) => /^\.\/\S+:\d+/.test(line));
  const first = place >= 0 ? `${lines[place]} ${lines[place + 1]}` : (lines.find((line) => /error/i.test(line)) ?? "");
  return new StartupError(`the console could not be built (${code}): ${first}`, "`npx next build` shows all of it.");
}
