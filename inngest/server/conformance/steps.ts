import assert from "node:assert/strict";
import { type Case, sleep } from "./trial.ts";

/** Steps: what is run, how often, in which order, and with which results. */
export const stepCases: Case[] = [
  {
    name: "a function without steps runs once and is given the event",
    functions: (inngest, note) => [
      inngest.createFunction({ id: "no-steps", triggers: [{ event: "c/no-steps" }] }, ({ event, runId, attempt }) => {
        note("run", { data: event.data, name: event.name, hasId: typeof event.id === "string", attempt, runId });
        return "done";
      }),
    ],
    async run(t) {
      const [id] = await t.send({ name: "c/no-steps", data: { who: "me" } });
      await t.until(() => t.values("run").length > 0);
      const run = t.values("run")[0] as { runId: string };
      assert.deepEqual(run, { data: { who: "me" }, name: "c/no-steps", hasId: true, attempt: 0, runId: run.runId });
      await t.until(async () => {
        const { body } = await t.api(`/v1/runs/${run.runId}`);
        return (body as { data: { status: string; event_id: string } }).data.status === "Completed";
      }, 20_000);
      const { body } = await t.api(`/v1/events/${id}/runs`);
      assert.deepEqual(
        (body as { data: { run_id: string }[] }).data.map(({ run_id }) => run_id),
        [run.runId],
      );
      assert.equal(t.values("run").length, 1);
    },
  },
  {
    name: "sequential steps run once each, in order, and give their results",
    functions: (inngest, note) => [
      inngest.createFunction({ id: "sequence", triggers: [{ event: "c/sequence" }] }, async ({ step }) => {
        const a = await step.run("a", () => note("a", { one: 1 }));
        const b = await step.run("b", () => note("b", a.one + 1));
        const nothing = await step.run("nothing", () => undefined);
        note("end", [a, b, nothing ?? null]);
      }),
    ],
    async run(t) {
      await t.send({ name: "c/sequence" });
      await t.until(() => t.values("end").length > 0);
      assert.deepEqual(t.values("end"), [[{ one: 1 }, 2, null]]);
      assert.deepEqual(
        t.notes().map(({ what }) => what),
        ["a", "b", "end"],
      );
    },
  },
  {
    name: "without checkpoints each step is a call, and results are memoized",
    functions: (inngest, note) => [
      inngest.createFunction(
        { id: "plain", triggers: [{ event: "c/plain" }], checkpointing: false },
        async ({ step }) => {
          note("call");
          const a = await step.run("a", () => note("a", 1));
          const b = await step.run("b", () => note("b", 2));
          note("end", a + b);
        },
      ),
    ],
    async run(t) {
      await t.send({ name: "c/plain" });
      await t.until(() => t.values("end").length > 0);
      await t.sleep(300);
      assert.deepEqual(
        t.notes().map(({ what }) => what),
        ["call", "a", "call", "b", "call", "end"],
      );
      assert.deepEqual(t.values("end"), [3]);
    },
  },
  {
    name: "steps kept back by the app are saved with the answer",
    functions: (inngest, note) => [
      inngest.createFunction(
        { id: "buffered", triggers: [{ event: "c/buffered" }], checkpointing: { bufferedSteps: 3 } },
        async ({ step }) => {
          for (let i = 0; i < 4; i++) await step.run(`s${i}`, () => note("step", i));
          await step.sleep("nap", "1s");
          note("end");
        },
      ),
    ],
    async run(t) {
      await t.send({ name: "c/buffered" });
      await t.until(() => t.values("end").length > 0);
      assert.deepEqual(t.values("step"), [0, 1, 2, 3]);
    },
  },
  {
    name: "a call that is open too long goes on in another call",
    functions: (inngest, note) => [
      inngest.createFunction(
        { id: "long", triggers: [{ event: "c/long" }], checkpointing: { maxRuntime: "1s" } },
        async ({ step }) => {
          note("call");
          for (let i = 0; i < 4; i++) {
            await step.run(`s${i}`, async () => {
              note("step", i);
              await sleep(450);
            });
          }
          note("end");
        },
      ),
    ],
    async run(t) {
      await t.send({ name: "c/long" });
      await t.until(() => t.values("end").length > 0);
      assert.deepEqual(t.values("step"), [0, 1, 2, 3]);
      assert.ok(t.notes("call").length > 1);
    },
  },
  {
    name: "the same id twice is two steps",
    functions: (inngest, note) => [
      inngest.createFunction({ id: "repeat", triggers: [{ event: "c/repeat" }] }, async ({ step }) => {
        const results = [];
        for (let i = 0; i < 3; i++) results.push(await step.run("same", () => note("run", i)));
        await step.sleep("nap", "1s");
        note("end", results);
      }),
    ],
    async run(t) {
      await t.send({ name: "c/repeat" });
      await t.until(() => t.values("end").length > 0);
      assert.deepEqual(t.values("end"), [[0, 1, 2]]);
      assert.equal(t.notes("run").length, 3);
    },
  },
  {
    name: "sleep and sleepUntil wake up when they should",
    functions: (inngest, note) => [
      inngest.createFunction({ id: "sleeps", triggers: [{ event: "c/sleeps" }] }, async ({ step }) => {
        const start = await step.run("start", () => Date.now());
        await step.sleep("nap", "1s");
        const middle = await step.run("middle", () => Date.now());
        await step.sleepUntil("until", new Date(middle + 1_200));
        note("end", { first: middle - start, second: Date.now() - middle });
      }),
    ],
    async run(t) {
      await t.send({ name: "c/sleeps" });
      await t.until(() => t.values("end").length > 0);
      const { first, second } = t.values("end")[0] as { first: number; second: number };
      assert.ok(first >= 900 && first < 5_000, `slept ${first} ms of 1000`);
      assert.ok(second >= 1_100 && second < 5_000, `slept ${second} ms of 1200`);
    },
  },
  {
    name: "state that is too big to send is fetched by the app",
    functions: (inngest, note) => [
      inngest.createFunction({ id: "big-state", triggers: [{ event: "c/big-state" }] }, async ({ step, event }) => {
        const sizes: number[] = [];
        for (let i = 0; i < 3; i++) {
          const text = await step.run(`b${i}`, () => "x".repeat(1_500_000));
          sizes.push(text.length);
        }
        await step.sleep("nap", "1s");
        note("end", { sizes, key: event.data.key });
      }),
    ],
    async run(t) {
      await t.send({ name: "c/big-state", data: { key: "k" } });
      await t.until(() => t.values("end").length > 0);
      assert.deepEqual(t.values("end"), [{ sizes: [1_500_000, 1_500_000, 1_500_000], key: "k" }]);
    },
  },
  {
    name: "step.sendEvent sends, and step.fetch fetches by way of the server",
    functions: (inngest, note) => [
      inngest.createFunction({ id: "sender", triggers: [{ event: "c/sender" }] }, async ({ step, event }) => {
        const { ids } = await step.sendEvent("send", { name: "c/received", data: { from: "sender" } });
        const response = await step.fetch(String(event.data.url));
        note("fetched", { ids: ids.length, status: response.status, text: await response.text() });
      }),
      inngest.createFunction({ id: "receiver", triggers: [{ event: "c/received" }] }, ({ event }) =>
        note("received", event.data.from),
      ),
    ],
    async run(t) {
      await t.send({ name: "c/sender", data: { url: `${t.baseUrl}/health` } });
      await t.until(() => t.values("fetched").length > 0 && t.values("received").length > 0);
      assert.deepEqual(t.values("received"), ["sender"]);
      const { ids, status, text } = t.values("fetched")[0] as { ids: number; status: number; text: string };
      assert.deepEqual([ids, status], [1, 200]);
      assert.deepEqual(JSON.parse(text), { status: 200, message: "OK" });
    },
  },
];
