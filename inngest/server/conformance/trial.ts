import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Inngest, type InngestFunction } from "inngest";
import { serve } from "inngest/node";

export type Entry = { case: string; what: string; value: unknown; at: number };

/** Writes down that something happened in a function, and gives the value back. */
export type Note = <T>(what: string, value?: T) => T;

/** What a case may use while it runs. */
export type Trial = {
  baseUrl: string;
  appUrl: string;
  /** Sends events; returns their ids. */
  send: (...events: SentEvent[]) => Promise<string[]>;
  /** What the functions of this case noted so far, in order. */
  notes: (what?: string) => Entry[];
  values: (what: string) => unknown[];
  /** Waits until the condition holds. Throws with what was noted when it does not in time. */
  until: (condition: () => boolean | Promise<boolean>, ms?: number) => Promise<void>;
  sleep: (ms: number) => Promise<void>;
  api: (path: string, init?: RequestInit) => Promise<{ status: number; body: unknown }>;
};

export type SentEvent = { name: string; data?: Record<string, unknown>; id?: string; ts?: number };

/** One behaviour that every Inngest server must show, tried with functions of its own. */
export type Case = {
  name: string;
  functions: (inngest: Inngest, note: Note) => InngestFunction.Any[];
  run: (trial: Trial) => Promise<void>;
};

export type ConformanceApp = {
  url: string;
  trial: (name: string) => Trial;
  close: () => Promise<void>;
};

export type Connection = { baseUrl: string; signingKey?: string; eventKey?: string; host?: string; port?: number };

/** Serves the functions of all cases, as any app does, and registers them with the server. */
export async function serveCases(cases: Case[], connection: Connection): Promise<ConformanceApp> {
  const { baseUrl, signingKey, eventKey } = connection;
  const inngest = new Inngest({
    id: "conformance",
    baseUrl,
    isDev: signingKey === undefined,
    ...(eventKey === undefined ? {} : { eventKey }),
    ...(signingKey === undefined ? {} : { signingKey }),
    logger: { info() {}, warn() {}, error() {}, debug() {} },
  });
  const entries: Entry[] = [];
  const functions = cases.flatMap((each) =>
    each.functions(inngest, <T>(what: string, value?: T) => {
      entries.push({ case: each.name, what, value, at: Date.now() });
      return value as T;
    }),
  );
  const server = createServer(serve({ client: inngest, functions }));
  await new Promise<void>((resolve) => server.listen(connection.port ?? 0, connection.host ?? "127.0.0.1", resolve));
  const appUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/inngest`;
  await registerApp(appUrl);

  function trial(name: string): Trial {
    const notes = (what?: string) =>
      entries.filter((entry) => entry.case === name && (what === undefined || entry.what === what));
    return {
      baseUrl,
      appUrl,
      notes,
      values: (what) => notes(what).map((entry) => entry.value),
      send: async (...events) => (await inngest.send(events)).ids,
      sleep,
      async until(condition, ms = 15_000) {
        const deadline = Date.now() + ms;
        while (!(await condition())) {
          if (Date.now() > deadline) throw new Error(`not in ${ms} ms; noted: ${JSON.stringify(notes())}`);
          await sleep(10);
        }
      },
      async api(path, init = {}) {
        const headers: Record<string, string> = { "content-type": "application/json" };
        if (signingKey) headers.authorization = `Bearer ${signingKey}`;
        const response = await fetch(`${baseUrl}${path}`, { headers, ...init });
        const text = await response.text();
        return { status: response.status, body: text === "" ? "" : JSON.parse(text) };
      },
    };
  }
  return { url: appUrl, trial, close: () => closeServer(server) };
}

/** Asks the app to register; throws with the server's words when it refuses. */
export async function registerApp(appUrl: string): Promise<void> {
  const response = await fetch(appUrl, { method: "PUT", signal: AbortSignal.timeout(10_000) });
  const { message } = (await response.json()) as { message?: string };
  if (message !== "Successfully registered") throw new Error(`the server refused the functions: ${message}`);
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
