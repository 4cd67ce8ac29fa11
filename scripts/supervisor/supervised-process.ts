/** A child process that is started again whenever it ends by itself, ever more slowly if it keeps ending. */
import { type ChildProcess, spawn } from "node:child_process";
import { describeEnd, reasonOfNode, wordsKept } from "./last-words.ts";
import type { LogFile } from "./log-file.ts";
import { OutputTail } from "./output-tail.ts";

export interface ProcessPlan {
  name: string;
  /** Command line of Node, without Node. */
  args: string[];
  env: NodeJS.ProcessEnv;
  log: LogFile;
  /** How long a SIGTERM may take before SIGKILL follows. */
  graceMs: number;
  onStart(pid: number | undefined): void;
  /** @param words how it ended, and why where it said so: "console ended with SIGKILL". */
  onUnexpectedEnd(words: string, restartInMs: number): void;
}

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 30_000;
/** A process that ran this long has recovered: its next end counts as the first. */
const STEADY_MS = 60_000;

export class SupervisedProcess {
  readonly plan: ProcessPlan;
  #child: ChildProcess | undefined;
  #ended: Promise<void> = Promise.resolve();
  #isStopping = false;
  #delayMs = FIRST_DELAY_MS;
  #restart: NodeJS.Timeout | undefined;

  constructor(plan: ProcessPlan) {
    this.plan = plan;
  }

  start(): void {
    const { args, env, log, name } = this.plan;
    const startedAt = performance.now();
    // A group of its own, so that a terminal's Ctrl-C reaches the supervisor alone; the channel tells it when that is gone.
    const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe", "ipc"], detached: true });
    const tail = new OutputTail(wordsKept);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        tail.add(chunk);
        log.write(chunk);
      });
    }
    this.#child = child;
    this.plan.onStart(child.pid);
    this.#ended = new Promise((resolve) => {
      child.once("error", (error) => log.write(`${name} could not be started: ${error.message}\n`));
      child.once("close", (code, signal) => {
        this.#child = undefined;
        resolve();
        if (this.#isStopping) return;
        if (performance.now() - startedAt > STEADY_MS) this.#delayMs = FIRST_DELAY_MS;
        const end = { code, signal };
        this.plan.onUnexpectedEnd(`${name} ${describeEnd(end, reasonOfNode(String(tail), end))}`, this.#delayMs);
        this.#restart = setTimeout(() => this.start(), this.#delayMs);
        this.#delayMs = Math.min(this.#delayMs * 2, LONGEST_DELAY_MS);
      });
    });
  }

  /** Ends it for good. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#restart);
    this.#child?.kill("SIGTERM");
    const kill = setTimeout(() => this.#child?.kill("SIGKILL"), this.plan.graceMs);
    await this.#ended;
    clearTimeout(kill);
  }
}
