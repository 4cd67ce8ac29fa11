/**
 * What `npm start` and its like run: on any Node from 20 on and before anything is installed, so it is plain JavaScript
 * and imports nothing but Node. It installs what package-lock.json names if that is not there yet, then runs
 * `scripts/<command>.ts` (or `bench/<name>.ts`) on the Node 24 that came with it.
 */
import { spawn } from "node:child_process";
import { existsSync, readFileSync, statfsSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), "..");
const [command = "start", ...args] = process.argv.slice(2);
const installBytes = 2_000_000_000;

// Whoever reads the output may end first; that must not end this process before its child.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

/** Ends with one line that names the cause and the fix. */
function fail(cause, fix) {
  console.error(`telltale: ${cause}. ${fix}`);
  process.exit(1);
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(path.join(root, file), "utf8"));
  } catch {
    return undefined;
  }
}

/** Whether every package of the lock file that this machine needs is there in its version. npm writes the second file last. */
function isInstalled() {
  const wanted = readJson("package-lock.json")?.packages ?? {};
  const there = readJson("node_modules/.package-lock.json")?.packages ?? {};
  return Object.entries(wanted).every(([name, { version, optional, devOptional, peer }]) => {
    if (name === "") return true;
    if (!there[name]) return Boolean(optional || devOptional || peer);
    return there[name].version === version;
  });
}

/** npm and the Node it runs on: those that started us, else the first on the PATH that does not lie in node_modules. */
function npmCommand() {
  const { npm_execpath: npmCli, npm_node_execpath: npmNode, PATH = "" } = process.env;
  const folders = PATH.split(path.delimiter).filter((folder) => !folder.includes("node_modules"));
  const env = { ...process.env, PATH: folders.join(path.delimiter) };
  if (npmCli?.endsWith(".js") && npmNode && !npmNode.startsWith(root)) return { file: npmNode, first: [npmCli], env };
  return { file: process.platform === "win32" ? "npm.cmd" : "npm", first: [], env };
}

async function install() {
  const { bavail, bsize } = statfsSync(root);
  if (bavail * bsize < installBytes) {
    fail(
      `the disk of ${root} has ${Math.floor((bavail * bsize) / 1e6)} MB free and the packages take 1,500`,
      "Free some space and start again.",
    );
  }
  const startedAt = Date.now();
  process.stdout.write("  installing packages … ");
  const { file, first, env } = npmCommand();
  // Not `npm ci`: it refuses a lock file that lacks the packages of a platform that the registry lacked when it was written.
  // Development packages too: the console is built here. No install scripts: nothing needs one.
  const flags = ["install", "--no-save", "--include=dev", "--include=optional", "--ignore-scripts", "--no-audit"];
  flags.push("--no-fund", "--loglevel=error");
  const npm = spawn(file, [...first, ...flags], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [npm.stdout, npm.stderr])
    stream.on("data", (chunk) => (output = (output + chunk).slice(-20_000)));
  const code = await new Promise((resolve) =>
    npm.once("close", resolve).once("error", (error) => resolve(error.message)),
  );
  if (code !== 0) {
    process.stdout.write("failed\n");
    const errors = output
      .split("\n")
      .flatMap((line) => /^npm (?:error|ERR!) (?!code|A complete log)(.+)/.exec(line)?.[1] ?? []);
    const isFull = /ENOSPC|no space left/i.test(output);
    const isOffline = /ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|network/i.test(output);
    const isDenied = /EACCES|EPERM|EROFS/.test(output);
    const fix = isFull
      ? "The disk is full: free about 2 GB and start again."
      : isOffline
        ? "npm could not reach its registry: check the network or the proxy and start again."
        : isDenied
          ? `Make ${root} writable for this user and start again.`
          : "Run `npm install --no-save` to see all of it.";
    fail(`npm could not install the packages (${errors.slice(0, 2).join("; ") || code})`, fix);
  }
  process.stdout.write(`${((Date.now() - startedAt) / 1000).toFixed(1)} s\n`);
}

/** Node 24 or newer: this one, or the one that npm installed for this machine. */
function modernNode() {
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  const platform = process.platform === "win32" ? "win" : process.platform;
  const file = `node_modules/node-${platform}-${process.arch}/bin/node${platform === "win" ? ".exe" : ""}`;
  if (existsSync(path.join(root, file))) return path.join(root, file);
  return fail(
    `Node ${process.versions.node} is too old and npm has no Node 24 for ${process.platform} on ${process.arch}`,
    "Install Node 24 (https://nodejs.org) and start again.",
  );
}

function run() {
  const isBench = command.startsWith("bench/");
  const script = path.join(root, isBench ? "" : "scripts", `${command}.ts`);
  if (!existsSync(script)) fail(`there is no command ${command}`, "`npm run` lists those there are.");
  // A bench imports the product, and with it the database client, which a fresh clone has yet to write.
  const preloads = isBench ? ["--import", "./scripts/ensure-client.ts"] : [];
  const child = spawn(
    modernNode(),
    ["--conditions=react-server", "--disable-warning=ExperimentalWarning", ...preloads, script, ...args],
    {
      cwd: root,
      stdio: "inherit",
    },
  );
  // A terminal's Ctrl-C reaches the child by itself, a process manager's signal comes here only: the child takes either.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"]) process.on(signal, () => child.kill(signal));
  child.once("error", (error) =>
    fail(`Node could not be started (${error.message})`, "Run `npm install --no-save` and start again."),
  );
  child.once("close", (code, signal) => process.exit(code ?? 128 + (signal ? (os.constants.signals[signal] ?? 0) : 0)));
}

if (Number(process.versions.node.split(".")[0]) < 20) {
  fail(`Node ${process.versions.node} is too old`, "Install Node 20 or newer (https://nodejs.org) and start again.");
}
if (!isInstalled()) await install();
run();
