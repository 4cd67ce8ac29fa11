import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { Case } from "./trial.ts";

const eventUrl = (baseUrl: string) => `${baseUrl}/e/${process.env.INNGEST_EVENT_KEY ?? "NO_EVENT_KEY_SET"}`;

async function post(baseUrl: string, body: string, headers: Record<string, string> = {}) {
  const response = await fetch(eventUrl(baseUrl), {
    method: "POST",
    body,
    headers: { "content-type": "application/json", ...headers },
  });
  return {
    status: response.status,
    answer: (await response.json()) as { ids: string[]; status: number; error?: string },
  };
}

/** Events: which are taken, under which ids, and what they start. */
export const eventCases: Case[] = [
  {
    name: "events that are not valid are refused, those before them in a list are taken",
    functions: (inngest, note) => [
      inngest.createFunction({ id: "valid", triggers: [{ event: "c/valid" }] }, ({ event }) =>
        note("run", event.data.n),
      ),
    ],
    async run(t) {
      const refused: [string, RegExp][] = [
        [`{}`, /event name is empty/],
        [`{"name":""}`, /event name is empty/],
        [`{"name":5}`, /cannot unmarshal number/],
        [`{"name":"c/valid","data":"text"}`, /cannot unmarshal string/],
        [`{"name":"c/valid","data":[1]}`, /cannot unmarshal array/],
        [`{"name":"c/valid","data":{},"ts":5}`, /before Jan 1, 1980/],
        [`{"name":"inngest/function.finished","data":{}}`, /reserved for internal use/],
        [`{not json`, /./],
        [JSON.stringify({ name: "c/valid", data: { s: "x".repeat(3_145_728) } }), /over the max size/],
      ];
      for (const [body, reason] of refused) {
        const { status, answer } = await post(t.baseUrl, body);
        assert.deepEqual(
          { status, bodyStatus: answer.status, ids: answer.ids },
          { status: 400, bodyStatus: 400, ids: [""] },
        );
        assert.match(answer.error ?? "", reason);
      }
      assert.deepEqual(await post(t.baseUrl, "[]"), { status: 200, answer: { ids: [""], status: 200 } });
      const list = [{ name: "c/valid", data: { n: 1 } }, { name: "" }, { name: "c/valid", data: { n: 2 } }];
      const { status, answer } = await post(t.baseUrl, JSON.stringify(list));
      assert.deepEqual([status, answer.ids.length, answer.error], [400, 1, "event name is empty"]);
      await t.until(() => t.values("run").length > 0);
      await t.sleep(500);
      assert.deepEqual(t.values("run"), [1]);
    },
  },
  {
    name: "a request that is repeated with its seed gets the same ids and starts one run",
    functions: (inngest, note) => [
      inngest.createFunction({ id: "seeded", triggers: [{ event: "c/seeded" }] }, ({ event }) => note("run", event.id)),
    ],
    async run(t) {
      const seed = `${Date.now()},${Buffer.from(randomUUID().slice(0, 10)).toString("base64")}`;
      const body = JSON.stringify([{ name: "c/seeded" }, { name: "c/seeded" }]);
      const first = await post(t.baseUrl, body, { "x-inngest-event-id-seed": seed });
      const second = await post(t.baseUrl, body, { "x-inngest-event-id-seed": seed });
      assert.deepEqual(first.answer.ids, second.answer.ids);
      assert.equal(new Set(first.answer.ids).size, 2);
      await t.until(() => t.values("run").length >= 2);
      await t.sleep(500);
      assert.deepEqual([...t.values("run")].sort(), [...first.answer.ids].sort());
    },
  },
  {
    name: "a seed gives the ids that the protocol says",
    functions: () => [],
    async run(t) {
      const seed = { "x-inngest-event-id-seed": "1795442831162,RfKps8+gt4L8/Q==" };
      const { answer } = await post(t.baseUrl, JSON.stringify({ name: "c/unheard" }), seed);
      assert.deepEqual(answer.ids, ["01M84BPVST8QSAKCYFM2VR5Z7Y"]);
    },
  },
  {
    name: "an event id starts a function once, and every post is acknowledged with an id of its own",
    functions: (inngest, note) => [
      inngest.createFunction({ id: "dedup", triggers: [{ event: "c/dedup" }] }, ({ event }) => note("run", event.id)),
    ],
    async run(t) {
      const id = randomUUID();
      const [first] = await t.send({ name: "c/dedup", id });
      const [second] = await t.send({ name: "c/dedup", id });
      assert.notEqual(first, second);
      await t.until(() => t.values("run").length > 0);
      await t.sleep(700);
      assert.deepEqual(t.values("run"), [id]);
    },
  },
  {
    name: "an event of the future runs then",
    functions: (inngest, note) => [
      inngest.createFunction({ id: "future", triggers: [{ event: "c/future" }] }, ({ event }) => note("run", event.ts)),
    ],
    async run(t) {
      const ts = Date.now() + 1_500;
      await t.send({ name: "c/future", ts });
      await t.until(() => t.values("run").length > 0);
      const lateMs = (t.notes("run")[0]?.at ?? 0) - ts;
      assert.ok(lateMs >= -50 && lateMs < 2_000, `ran ${lateMs} ms after its time`);
      assert.deepEqual(t.values("run"), [ts]);
    },
  },
  {
    name: "a trigger's condition decides, and a field that is missing is no match",
    functions: (inngest, note) => [
      inngest.createFunction(
        { id: "condition", triggers: [{ event: "c/condition", if: "event.data.n > 1 && event.data.kind == 'yes'" }] },
        ({ event }) => note("run", event.data),
      ),
    ],
    async run(t) {
      await t.send(
        { name: "c/condition", data: { n: 2 } },
        { name: "c/condition", data: { n: 1, kind: "yes" } },
        { name: "c/condition", data: { n: 2, kind: "yes" } },
        { name: "c/condition", data: { n: 2.5, kind: "yes" } },
      );
      await t.until(() => t.values("run").length === 2);
      await t.sleep(500);
      assert.deepEqual((t.values("run") as { n: number }[]).map(({ n }) => n).sort(), [2, 2.5]);
    },
  },
];
