import { afterAll, beforeAll, describe, test } from "vitest";
import { cases } from "./conformance/cases.ts";
import { type ConformanceApp, serveCases } from "./conformance/trial.ts";
import { type RunningServer, startServer } from "./start-server.ts";

describe.concurrent("the embedded server, as every Inngest server,", () => {
  let server: RunningServer;
  let app: ConformanceApp;

  beforeAll(async () => {
    server = await startServer({ databaseUrl: process.env.DATABASE_URL ?? "" });
    app = await serveCases(cases, { baseUrl: server.url });
  });

  afterAll(async () => {
    await app?.close();
    await server?.close();
  });

  for (const each of cases) test(each.name, { timeout: 60_000 }, () => each.run(app.trial(each.name)));
});
