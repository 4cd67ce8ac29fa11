import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import path from "node:path";

/** The server as a process of its own, always at the same address, that a test may kill and start again. */
export class ServerProcess {
  readonly #env: Record<string, string>;
  #child: ChildProcess | undefined;
  output = "";

  constructor(env: Record<string, string>) {
    this.#env = env;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#env.INNGEST_SERVER_PORT}`;
  }

  /** Resolves when the server says that it is ready. */
  async start(): Promise<void> {
    const main = path.join(process.cwd(), "inngest/server/main.ts");
    const child = spawn(process.execPath, ["--conditions=react-server", main], {
      env: { ...process.env, ...this.#env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    await new Promise<void>((resolve, reject) => {
      const hear = (chunk: Buffer) => {
        this.output += chunk;
        if (this.output.includes("inngest server ready on ")) resolve();
      };
      this.output = "";
      child.stdout?.on("data", hear);
      child.stderr?.on("data", hear);
      child.once("exit", (code) => reject(new Error(`the server ended with ${code}: ${this.output}`)));
    });
  }

  /** Sends the signal and resolves with the exit code, null when the signal itself ended the process. */
  async end(signal: "SIGKILL" | "SIGTERM"): Promise<number | null> {
    const exited = this.exited();
    this.#child?.kill(signal);
    return exited;
  }

  exited(): Promise<number | null> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child?.exitCode ?? null);
    return new Promise((resolve) => child.once("exit", resolve));
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
