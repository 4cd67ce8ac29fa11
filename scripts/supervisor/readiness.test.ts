import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { untilHealthy } from "./readiness.ts";

let causes: { part: string; message: string }[] = [];
let server: Server;
let url = "";
const never = new AbortController().signal;
const patience = { logsDir: "/var/telltale/logs", isJobServerOptional: true, timeoutMs: 900, jobServerPatienceMs: 200 };
const away = { part: "inngest", message: "The Inngest server does not answer" };

beforeAll(async () => {
  server = createServer((_request, response) => {
    response.writeHead(causes.length === 0 ? 200 : 503);
    response.end(JSON.stringify(causes.length === 0 ? { status: "ready" } : { status: "not ready", causes }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test("a product that is ready is ready", async () => {
  causes = [];
  expect(await untilHealthy(url, never, patience)).toEqual({});
});

test("a job server of the operator's own that is away is told, and waited for no longer", async () => {
  causes = [away];
  expect(await untilHealthy(url, never, patience)).toEqual({ jobServerProblem: away.message });
});

test.each([
  ["the job server is Telltale's own", [away], { ...patience, isJobServerOptional: false }],
  ["the database is missing too", [away, { part: "database", message: "The database does not answer" }], patience],
])("a start is refused, with what is wrong and where the logs are, when %s", async (_case, given, options) => {
  causes = given;
  const error = await untilHealthy(url, never, options).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    message: expect.stringContaining("The Inngest server does not answer"),
    fix: "The logs are in /var/telltale/logs.",
  });
});
