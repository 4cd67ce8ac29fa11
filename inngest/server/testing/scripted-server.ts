import { createHash } from "node:crypto";
import { afterAll, beforeAll } from "vitest";
import { sleep } from "../conformance/trial.ts";
import { type RunningServer, startServer } from "../start-server.ts";
import { type Call, ScriptedApp } from "./scripted-app.ts";

export const hash = (id: string) => createHash("sha1").update(id).digest("hex");

export const stepRun = (id: string, data: unknown) => ({
  op: "StepRun",
  id: hash(id),
  name: id,
  displayName: id,
  opts: {},
  data,
});

export const planned = (id: string, opts = {}) => ({
  op: "StepPlanned",
  id: hash(id),
  name: id,
  displayName: id,
  opts,
});

/** A server for the tests of a file, with a scripted app whose functions are registered before the first of them. */
export class ScriptedServer {
  readonly app = new ScriptedApp();
  readonly #functions: Record<string, unknown>[] = [];
  #server: RunningServer | undefined;

  constructor() {
    beforeAll(async () => {
      await this.app.listen();
      this.#server = await startServer({ databaseUrl: process.env.DATABASE_URL ?? "", retryIntervalMs: 150 });
      const { status, body } = await this.app.register(this.url, this.#functions);
      if (status !== 200) throw new Error(body.error);
    });
    afterAll(async () => {
      await this.#server?.close();
      await this.app.close();
    });
  }

  get url(): string {
    return this.#server?.url ?? "";
  }

  /** Declares a function that the app scripts, started by an event of its name unless the options say otherwise. */
  scripted(id: string, options: Record<string, unknown> = {}): { id: string; event: string } {
    this.#functions.push({ id, triggers: [{ event: `p/${id}` }], ...options });
    return { id, event: `p/${id}` };
  }

  /** Sends the steps as the SDK does from inside the call. */
  async checkpoint(call: Call, steps: unknown[], changes: Record<string, unknown> = {}) {
    const { run_id, fn_id, qi_id, generation_id } = call.body.ctx;
    const response = await fetch(`${this.url}/v1/checkpoint/${run_id}/async`, {
      method: "POST",
      body: JSON.stringify({ run_id, fn_id, qi_id, generation_id, steps, ...changes }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? "" : JSON.parse(text) };
  }

  /** The call's run, once it is over. */
  async ended(call: Call): Promise<{ status: string; output: unknown }> {
    for (let i = 0; i < 1_000; i++) {
      const response = await fetch(`${this.url}/v1/runs/${call.body.ctx.run_id}`);
      const { data } = (await response.json()) as { data: { status: string; output: unknown } };
      if (data.status !== "Running") return data;
      await sleep(10);
    }
    throw new Error("the run does not end");
  }
}
