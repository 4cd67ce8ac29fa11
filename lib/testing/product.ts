import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { freePort } from "#lib/free-port.ts";

/** The built product, started as `npm start` starts it, on a free port with a data directory of its own. */
export interface Product {
  url: string;
  dataDir: string;
  /** Signs in the first admin. */
  admin: { email: string; password: string };
  /** An API token with every permission. */
  token: string;
  /** The supervisor; its process id is the parent of all others. */
  supervisor: ChildProcess;
  /** What it printed so far. */
  output(): string;
  /** Calls the REST API with the token. @throws Error with the answer when the status is not 2xx. */
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** Ends every process, as Ctrl-C does, and removes the data directory unless it was given. */
  stop(): Promise<void>;
}

export interface ProductOptions {
  dataDir?: string;
  port?: number;
  env?: Record<string, string>;
  /** Without it the first admin and a token are made from the environment. */
  isFirstRun?: boolean;
  /** Passes on what start-up prints. */
  isVerbose?: boolean;
  /** Start-up may have to build first. */
  timeoutMs?: number;
}

/** Waits until `check` holds. @throws Error that names `what` after `timeoutMs`. */
export async function until<T>(
  what: string,
  check: () => Promise<T | undefined | null | false>,
  { timeoutMs = 30_000, everyMs = 50 } = {},
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let last: unknown;
  while (Date.now() < deadline) {
    try {
      const value = await check();
      if (value) return value;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  throw new Error(`Waited ${timeoutMs} ms for ${what}${last ? `; last: ${last}` : ""}`);
}

/** Starts the product and waits until `/api/health` answers 200. */
export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  const dataDir = options.dataDir ?? (await mkdtemp(path.join(os.tmpdir(), "telltale-product-")));
  const port = options.port ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const admin = { email: "admin@example.com", password: "correct horse battery" };
  const token = "tt_api_for_tests_0123456789abcdef";
  const headless = {
    TELLTALE_ADMIN_EMAIL: admin.email,
    TELLTALE_ADMIN_PASSWORD: admin.password,
    TELLTALE_API_TOKEN: token,
  };
  const supervisor = spawn(process.execPath, ["--conditions=react-server", "scripts/start.ts"], {
    cwd: process.cwd(),
    env: {
      ...process.env,
      NODE_ENV: "production",
      DATABASE_URL: "",
      DIRECT_DATABASE_URL: "",
      PORT: String(port),
      TELLTALE_URL: url,
      TELLTALE_DATA_DIR: dataDir,
      TELLTALE_OUTBOUND_ALLOW: "127.0.0.0/8",
      ...(options.isFirstRun ? {} : headless),
      ...options.env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  for (const stream of [supervisor.stdout, supervisor.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
      if (options.isVerbose) process.stdout.write(chunk);
    });
  }
  let isOver = false;
  const over = new Promise<void>((resolve) => {
    supervisor.once("exit", () => {
      isOver = true;
      resolve();
    });
  });

  async function stop() {
    if (!isOver) supervisor.kill("SIGINT");
    await over;
    if (!options.dataDir) await rm(dataDir, { recursive: true, force: true });
  }

  async function isReady() {
    if (isOver) return "over";
    if (!printed.includes("Telltale is ready")) return false;
    const answer = await fetch(`${url}/api/health`);
    return answer.ok ? "ready" : false;
  }

  const state = await until("the product to be ready", isReady, {
    timeoutMs: options.timeoutMs ?? 600_000,
    everyMs: 100,
  }).catch(async (error: Error) => {
    await stop();
    throw new Error(`${error.message}\n${printed}`);
  });
  if (state === "over") throw new Error(`The product ended before it was ready:\n${printed}`);

  async function call<T>(method: string, below: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${url}/api/v1${below}`, {
      method,
      headers: { "x-api-key": token, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${below} answered ${answer.status}: ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }

  return { url, dataDir, admin, token, supervisor, output: () => printed, call, stop };
}
