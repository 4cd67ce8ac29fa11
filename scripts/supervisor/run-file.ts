/**
 * `run.json` in the data directory: which processes run on it. It keeps a second start out, lets `npm run sql` find the
 * database, and lets the start after a `kill -9` clear away what the first one left running.
 */
import { readFileSync } from "node:fs";
import { open, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { endProcess, identify, isRunning, type ProcessIdentity } from "./process-identity.ts";
import { StartupError } from "./progress.ts";

export interface Run {
  owner: ProcessIdentity;
  url: string;
  databaseUrl?: string;
  children: Record<string, ProcessIdentity>;
}

export class RunFile {
  readonly #file: string;
  #run: Run;
  #writing: Promise<void> = Promise.resolve();

  private constructor(file: string, run: Run) {
    this.#file = file;
    this.#run = run;
  }

  /**
   * Makes this process the one that runs on `dataDir`; ends what a killed predecessor left behind.
   * @throws {StartupError} when another one runs
   */
  static async claim(dataDir: string, url: string): Promise<RunFile> {
    const file = path.join(dataDir, "run.json");
    const owner = identify(process.pid);
    if (!owner) throw new Error("this process cannot identify itself");
    const run: Run = { owner, url, children: {} };
    for (;;) {
      try {
        const handle = await open(file, "wx", 0o600);
        await handle.writeFile(JSON.stringify(run));
        await handle.close();
      } catch (error) {
        if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
        await removeStale(file);
        continue;
      }
      // Of two that found the same stale file, the one that removed it last has won.
      await sleep(30);
      if (readRun(dataDir)?.owner.pid === process.pid) return new RunFile(file, run);
    }
  }

  /** Notes a child, or that it is gone. */
  setChild(name: string, pid: number | undefined): Promise<void> {
    const child = pid === undefined ? undefined : identify(pid);
    const { [name]: _before, ...others } = this.#run.children;
    return this.#write({ ...this.#run, children: child ? { ...others, [name]: child } : others });
  }

  setDatabaseUrl(databaseUrl: string): Promise<void> {
    return this.#write({ ...this.#run, databaseUrl });
  }

  async remove(): Promise<void> {
    await this.#writing.catch(() => {});
    await rm(this.#file, { force: true });
  }

  #write(run: Run): Promise<void> {
    this.#run = run;
    // One that failed (a full disk) must not keep the next from being tried.
    this.#writing = this.#writing
      .catch(() => {})
      .then(async () => {
        await writeFile(`${this.#file}.new`, JSON.stringify(this.#run), { mode: 0o600 });
        await rename(`${this.#file}.new`, this.#file);
      });
    return this.#writing;
  }
}

/** What runs on the data directory; undefined when nothing does. */
export function readRun(dataDir: string): Run | undefined {
  try {
    const run: Run = JSON.parse(readFileSync(path.join(dataDir, "run.json"), "utf8"));
    return isRunning(run.owner) ? run : undefined;
  } catch {
    return undefined;
  }
}

async function removeStale(file: string): Promise<void> {
  const text = await readFile(file, "utf8").catch(() => "");
  let run: Run | undefined;
  try {
    run = JSON.parse(text);
  } catch {
    // Being written this moment, or torn by a kill: the next look tells.
    await sleep(100);
    if ((await readFile(file, "utf8").catch(() => "")) !== text) return;
  }
  if (run && isRunning(run.owner)) {
    throw new StartupError(
      `Telltale already runs at ${run.url} (process ${run.owner.pid})`,
      `Use that one, or stop it with \`kill ${run.owner.pid}\` first.`,
    );
  }
  const left = Object.entries(run?.children ?? {}).reverse();
  for (const [name, child] of left) {
    // PostgreSQL ends on SIGINT with every commit kept; SIGQUIT leaves the rest to recovery.
    const isPostgres = name === "postgresql";
    await endProcess(
      child,
      isPostgres
        ? [
            ["SIGINT", 20_000],
            ["SIGQUIT", 5_000],
          ]
        : [
            ["SIGTERM", 5_000],
            ["SIGKILL", 2_000],
          ],
    );
  }
  await rm(file, { force: true });
}
