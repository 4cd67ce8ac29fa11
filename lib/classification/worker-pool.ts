import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { FromWorker, ToWorker } from "./worker-messages.ts";

/** A worker that says nothing for this long while it owes an answer is taken for hung. */
const silenceMs = 60_000;

/** A borrowed worker: a conversation about one job. */
export type WorkerLine = {
  send(message: ToWorker, transfer?: ArrayBuffer[]): void;
  /** The next thing the worker says; rejects when the worker died, or is silent too long (then it is ended). */
  hear(): Promise<FromWorker>;
  /** Gives the worker back. A worker that is not idle is ended and replaced. */
  release(isIdle: boolean): void;
};

type Crew = {
  workers: Set<CrewMember>;
  idle: CrewMember[];
  waiting: ((member: CrewMember) => void)[];
};

/** Next evaluates a module once a bundle; the workers are one set a process all the same. */
const shared = globalThis as typeof globalThis & {
  telltaleClassificationWorkers?: Crew;
};

function crew(): Crew {
  shared.telltaleClassificationWorkers ??= {
    workers: new Set(),
    idle: [],
    waiting: [],
  };
  return shared.telltaleClassificationWorkers;
}

/** One worker beside the main thread and PostgreSQL on two cores, more where there are more. */
const maxWorkers = Math.max(1, Math.min(4, availableParallelism() - 1));

class CrewMember {
  readonly #worker: Worker;
  #heard: FromWorker[] = [];
  #listener: {
    resolve: (message: FromWorker) => void;
    reject: (error: Error) => void;
  } | null = null;
  #death: Error | null = null;

  constructor() {
    // By path, never bundled: Node reads the TypeScript as it is.
    const path = join(/* turbopackIgnore: true */ process.cwd(), "lib/classification/worker.ts");
    this.#worker = new Worker(path, {
      execArgv: ["--conditions=react-server", "--disable-warning=ExperimentalWarning"],
      resourceLimits: { maxOldGenerationSizeMb: 1024 },
    });
    this.#worker.unref();
    this.#worker.on("message", (message: FromWorker) => {
      if (this.#listener === null) this.#heard.push(message);
      else {
        const { resolve } = this.#listener;
        this.#listener = null;
        resolve(message);
      }
    });
    this.#worker.on("error", (error) => this.#die(new Error(`The classification worker failed: ${String(error)}`)));
    this.#worker.on("exit", (code) => this.#die(new Error(`The classification worker ended with code ${code}.`)));
  }

  get isDead(): boolean {
    return this.#death !== null;
  }

  #die(error: Error): void {
    this.#death ??= error;
    crew().workers.delete(this);
    const listener = this.#listener;
    this.#listener = null;
    listener?.reject(this.#death);
  }

  send(message: ToWorker, transfer: ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  hear(): Promise<FromWorker> {
    const waiting = this.#heard.shift();
    if (waiting !== undefined) return Promise.resolve(waiting);
    if (this.#death !== null) return Promise.reject(this.#death);
    return new Promise((resolve, reject) => {
      // Keeps the process alive only while somebody waits for an answer.
      this.#worker.ref();
      const timer = setTimeout(() => this.end(`gave no sign for ${silenceMs / 1000} s`), silenceMs);
      const settle = () => {
        clearTimeout(timer);
        this.#worker.unref();
      };
      this.#listener = {
        resolve: (message) => {
          settle();
          resolve(message);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      };
    });
  }

  end(why: string): void {
    this.#die(new Error(`The classification worker ${why} and was ended.`));
    void this.#worker.terminate();
  }
}

/** Waits for a worker that is free; starts one when there is room. */
export async function borrowWorker(): Promise<WorkerLine> {
  const { workers, idle, waiting } = crew();
  let member = idle.pop();
  while (member?.isDead) member = idle.pop();
  if (member === undefined && workers.size < maxWorkers) member = hire();
  member ??= await new Promise<CrewMember>((resolve) => waiting.push(resolve));
  return lineTo(member);
}

function hire(): CrewMember {
  const member = new CrewMember();
  crew().workers.add(member);
  return member;
}

function lineTo(member: CrewMember): WorkerLine {
  let isReleased = false;
  return {
    send: (message, transfer) => member.send(message, transfer),
    hear: () => member.hear(),
    release: (isIdle) => {
      if (isReleased) return;
      isReleased = true;
      const { idle, waiting } = crew();
      if (!isIdle && !member.isDead) member.end("was left in the middle of a job");
      const next = waiting.shift();
      if (next !== undefined) next(member.isDead ? hire() : member);
      else if (!member.isDead) idle.push(member);
    },
  };
}

/**
 * Ends every worker. The product ends with its process.
 * @tests
 */
export function endWorkers(): void {
  for (const member of crew().workers) member.end("is no longer needed");
}
