import { expect, test } from "vitest";
import { inngest } from "#inngest/client.ts";
import { db } from "#lib/db.ts";
import { createHttpSourceForTest } from "#lib/testing/http-source.ts";
import { GET, POST } from "./route.ts";

// Nobody listens there: the nudge is lost, and that harms nothing.
inngest.setEnvVars({ INNGEST_DEV: "http://127.0.0.1:9" });

function call(handle: typeof POST, sourceId: string, init: RequestInit): Promise<Response> {
  return handle(new Request(`http://telltale.test/api/ingest/http/${sourceId}`, init), {
    params: Promise.resolve({ sourceId }),
  });
}

test("where Next serves alone the intake answers the same", async () => {
  const source = await createHttpSourceForTest({ secret: "s3cret" });
  const good = await call(POST, source.id, { method: "POST", body: "a\nb\n", headers: { "X-Key": "s3cret" } });
  expect([good.status, good.headers.get("content-type")]).toEqual([200, "application/json"]);
  expect(await good.json()).toEqual({ accepted: { bytes: 4, lines: 2 }, batchId: expect.any(String) });
  expect(await db.logBatch.count({ where: { sourceId: source.id, state: "pending" } })).toBe(1);
  const empty = await call(POST, source.id, { method: "POST", headers: { "x-key": "s3cret" } });
  expect(await empty.json()).toMatchObject({ accepted: { bytes: 0, lines: 0 } });
  const wrong = await call(POST, source.id, { method: "POST", body: "x" });
  expect([wrong.status, wrong.headers.get("www-authenticate")]).toEqual([401, 'SharedSecret header="x-key"']);
  expect((await call(GET, source.id, {})).status).toBe(405);
  expect((await call(POST, "nobody", { method: "POST", body: "x" })).status).toBe(404);
});
