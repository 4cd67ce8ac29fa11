import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { closeServer, sleep } from "../conformance/trial.ts";

export type CallBody = {
  ctx: Record<string, unknown> & {
    attempt: number;
    disable_immediate_execution: boolean;
    fn_id: string;
    generation_id: number;
    job_id: string;
    max_attempts: number;
    qi_id: string;
    run_id: string;
    stack: { current: number; stack: string[] };
    use_api: boolean;
  };
  event: Record<string, unknown>;
  events: Record<string, unknown>[];
  steps: Record<string, unknown>;
  version: number;
};

export type Call = {
  at: number;
  functionId: string;
  stepId: string;
  headers: Record<string, unknown>;
  text: string;
  body: CallBody;
};

export type ScriptedAnswer = { status: number; body?: unknown; headers?: Record<string, string> } | "close";

type Script = (call: Call, number: number) => ScriptedAnswer | Promise<ScriptedAnswer>;

export const sdkHeaders = { "x-inngest-sdk": "inngest-js:v4.24.0", "x-inngest-req-version": "2" };

/** A 206 as the SDK sends it. */
export function ops(...list: unknown[]): ScriptedAnswer {
  return { status: 206, body: list };
}

export const complete = (data: unknown) =>
  ops({ op: "RunComplete", id: "0737c22d3bfae812339732d14d8c7dbd6dc4e09c", data });

/** An app without an SDK: says what a test wants it to say, and keeps what it was asked. */
export class ScriptedApp {
  readonly calls: Call[] = [];
  #scripts = new Map<string, Script>();
  #server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString("utf8");
      void this.#answer(new URL(request.url ?? "/", "http://app"), request.headers, text, response);
    });
  });
  #port = 0;

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(this.#port, "127.0.0.1", resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** The app is gone: open calls end, and new connections are refused. `listen` brings it back at the same address. */
  close(): Promise<void> {
    return closeServer(this.#server);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/api/inngest`;
  }

  script(functionId: string, script: Script): void {
    this.#scripts.set(functionId, script);
  }

  callsOf(functionId: string): Call[] {
    return this.calls.filter((call) => call.functionId === functionId);
  }

  /** Registers functions, given without what every function has. */
  async register(
    serverUrl: string,
    functions: Record<string, unknown>[],
  ): Promise<{ status: number; body: { error?: string } }> {
    const response = await fetch(`${serverUrl}/fn/register`, {
      method: "POST",
      body: JSON.stringify({
        url: this.url,
        deployType: "ping",
        framework: "nodejs",
        appName: "scripted",
        sdk: "js:v4.24.0",
        v: "0.1",
        functions: functions.map(({ retries, ...config }) => ({
          name: config.id,
          steps: {
            step: {
              id: "step",
              name: "step",
              runtime: { type: "http", url: `${this.url}?fnId=${config.id}&stepId=step` },
              ...(retries === undefined ? {} : { retries: { attempts: retries } }),
            },
          },
          ...config,
        })),
      }),
    });
    return { status: response.status, body: (await response.json()) as { error?: string } };
  }

  /** Waits for that many calls of the function. */
  async waitFor(functionId: string, count: number, ms = 10_000): Promise<Call[]> {
    const deadline = Date.now() + ms;
    while (this.callsOf(functionId).length < count) {
      if (Date.now() > deadline) throw new Error(`${this.callsOf(functionId).length} calls of ${count} in ${ms} ms`);
      await sleep(5);
    }
    return this.callsOf(functionId);
  }

  async #answer(url: URL, headers: Record<string, unknown>, text: string, response: ServerResponse): Promise<void> {
    const functionId = url.searchParams.get("fnId") ?? "";
    const call: Call = {
      at: Date.now(),
      functionId,
      stepId: url.searchParams.get("stepId") ?? "",
      headers,
      text,
      body: JSON.parse(text),
    };
    this.calls.push(call);
    const answer = await this.#scripts.get(functionId)?.(call, this.callsOf(functionId).length);
    if (answer === undefined || answer === "close") {
      response.destroy();
      return;
    }
    const body = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body ?? null);
    response
      .writeHead(answer.status, { "content-type": "application/json", ...(answer.headers ?? sdkHeaders) })
      .end(body);
  }
}

export async function sendEvents(serverUrl: string, ...events: Record<string, unknown>[]): Promise<string[]> {
  const response = await fetch(`${serverUrl}/e/key`, { method: "POST", body: JSON.stringify(events) });
  return ((await response.json()) as { ids: string[] }).ids;
}
