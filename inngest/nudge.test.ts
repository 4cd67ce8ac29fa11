import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inngest } from "./client.ts";
import { alertsDeliveryDue } from "./events.ts";
import { nudgeDeliveries, nudgeOrWork } from "./nudge.ts";

/** A job server's event endpoint; how many events came in each request. */
let sizes: number[] = [];
let status = 200;
let server: Server;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const events = JSON.parse(body) as unknown[];
    sizes.push(events.length);
    response.writeHead(status).end(JSON.stringify({ ids: events.map(String), status }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  inngest.setEnvVars({ INNGEST_DEV: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const ids = Array.from({ length: 2_500 }, (_, n) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`);
const eventOf = (destinationId: string) => alertsDeliveryDue.create({ destinationId });

test("more events than a server takes at once are sent in several requests", async () => {
  sizes = [];
  await nudgeDeliveries(ids.map((destinationId) => ({ destinationId })));
  expect(sizes).toEqual([1_000, 1_000, 500]);
});

test("a sweep whose events are taken works on nothing itself, one whose events are refused on each", async () => {
  const worked: string[] = [];
  const work = async (id: string) => {
    worked.push(id);
    if (id === ids[1]) throw new Error("this one fails");
  };
  expect(await nudgeOrWork(ids.slice(0, 3), eventOf, work)).toBe(0);
  expect(worked).toEqual([]);
  status = 401;
  expect(await nudgeOrWork(ids.slice(0, 3), eventOf, work)).toBe(3);
  expect(worked).toEqual(ids.slice(0, 3));
});
