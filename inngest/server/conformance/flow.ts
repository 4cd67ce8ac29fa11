import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type Case, type Entry, sleep } from "./trial.ts";

/** The most entries `start` without their `stop`, among those that the filter lets through. */
function mostAtOnce(entries: Entry[], filter: (entry: Entry) => boolean): number {
  let open = 0;
  let most = 0;
  for (const entry of entries.filter(filter)) {
    open += entry.what === "start" ? 1 : entry.what === "stop" ? -1 : 0;
    most = Math.max(most, open);
  }
  return most;
}

const keyIs = (key: string) => (entry: Entry) => (entry.value as { key?: string }).key === key;

/** Options of functions that decide when an event's run starts, or whether. */
export const flowCases: Case[] = [
  {
    name: "concurrency limits the steps at work for each key, not the runs that sleep",
    functions: (inngest, note) => [
      inngest.createFunction(
        { id: "concurrent", triggers: [{ event: "c/concurrent" }], concurrency: { limit: 1, key: "event.data.key" } },
        async ({ step, event }) => {
          await step.run("work", async () => {
            note("start", event.data);
            await sleep(200);
            note("stop", event.data);
          });
          await step.sleep("nap", "5s");
          note("end", event.data);
        },
      ),
    ],
    async run(t) {
      const events = [1, 2, 3].flatMap((n) => ["a", "b"].map((key) => ({ name: "c/concurrent", data: { key, n } })));
      await t.send(...events);
      await t.until(() => t.values("stop").length === 6);
      assert.equal(t.values("end").length, 0, "runs that sleep hold no slot");
      assert.equal(mostAtOnce(t.notes(), keyIs("a")), 1);
      assert.equal(mostAtOnce(t.notes(), keyIs("b")), 1);
      assert.equal(
        mostAtOnce(t.notes(), () => true),
        2,
      );
      await t.until(() => t.values("end").length === 6);
    },
  },
  {
    name: "concurrency across functions by an account-wide key",
    functions: (inngest, note) =>
      ["one", "two"].map((name) =>
        inngest.createFunction(
          {
            id: `shared-${name}`,
            triggers: [{ event: "c/shared" }],
            concurrency: [{ limit: 1, key: `"shared-by-both"`, scope: "account" }],
          },
          async ({ step }) => {
            await step.run("work", async () => {
              note("start", { key: name });
              await sleep(300);
              note("stop", { key: name });
            });
          },
        ),
      ),
    async run(t) {
      await t.send({ name: "c/shared" });
      await t.until(() => t.values("stop").length === 2);
      assert.equal(
        mostAtOnce(t.notes(), () => true),
        1,
      );
    },
  },
  {
    name: "idempotency starts one run a key",
    functions: (inngest, note) => [
      inngest.createFunction(
        { id: "idempotent", triggers: [{ event: "c/idempotent" }], idempotency: "event.data.key" },
        ({ event }) => note("run", event.data.n),
      ),
    ],
    async run(t) {
      const [key, other] = [randomUUID(), randomUUID()];
      await t.send({ name: "c/idempotent", data: { key, n: 1 } });
      await t.send({ name: "c/idempotent", data: { key, n: 2 } });
      await t.send({ name: "c/idempotent", data: { key: other, n: 3 } });
      await t.until(() => t.values("run").length === 2);
      await t.sleep(500);
      // Which of two events that come close together starts the run is not promised: the real server keeps no order.
      const ran = t.values("run") as number[];
      assert.deepEqual([ran.filter((n) => n < 3).length, ran.filter((n) => n === 3).length], [1, 1]);
    },
  },
  {
    name: "debounce runs once with the last event, a period after it",
    functions: (inngest, note) => [
      inngest.createFunction(
        { id: "debounced", triggers: [{ event: "c/debounced" }], debounce: { period: "4s", key: "event.data.key" } },
        ({ event }) => note("run", event.data),
      ),
    ],
    async run(t) {
      for (const n of [1, 2, 3]) {
        await t.send({ name: "c/debounced", data: { key: "a", n } });
        await t.sleep(300);
      }
      await t.send({ name: "c/debounced", data: { key: "b", n: 4 } });
      await t.until(() => t.values("run").length === 2);
      await t.sleep(1_500);
      assert.deepEqual((t.values("run") as { n: number }[]).map(({ n }) => n).sort(), [3, 4]);
    },
  },
  {
    name: "batchEvents gathers events until the batch is full or its time is over",
    functions: (inngest, note) => [
      inngest.createFunction(
        {
          id: "batched",
          triggers: [{ event: "c/batched" }],
          batchEvents: { maxSize: 3, timeout: "2s", key: "event.data.key" },
        },
        ({ events }: { events: { data: { n: number } }[] }) => note("run", events.map(({ data }) => data.n).sort()),
      ),
    ],
    async run(t) {
      await t.send(...[1, 2, 3, 4].map((n) => ({ name: "c/batched", data: { key: "a", n } })));
      await t.send({ name: "c/batched", data: { key: "b", n: 9 } });
      await t.until(() => t.values("run").length === 3);
      const sizes = (t.values("run") as number[][]).map((batch) => batch.length).sort();
      assert.deepEqual(sizes, [1, 1, 3]);
      assert.deepEqual((t.values("run") as number[][]).flat().sort(), [1, 2, 3, 4, 9]);
    },
  },
  {
    name: "throttle spreads the starts of runs and loses none",
    functions: (inngest, note) => [
      inngest.createFunction(
        { id: "throttled", triggers: [{ event: "c/throttled" }], throttle: { limit: 1, period: "2s" } },
        ({ event }) => note("run", event.data.n),
      ),
    ],
    async run(t) {
      await t.send(...[1, 2, 3, 4].map((n) => ({ name: "c/throttled", data: { n } })));
      await t.until(() => t.values("run").length === 4);
      const starts = t.notes("run").map(({ at }) => at);
      const spread = (starts[3] as number) - (starts[0] as number);
      assert.ok(spread >= 2_000 && spread < 12_000, `four starts within ${spread} ms`);
    },
  },
  {
    name: "rateLimit drops what is too much",
    functions: (inngest, note) => [
      inngest.createFunction(
        {
          id: "rated",
          triggers: [{ event: "c/rated" }],
          rateLimit: { limit: 1, period: "60s", key: "event.data.key" },
        },
        ({ event }) => note("run", event.data.key),
      ),
    ],
    async run(t) {
      const [one, two] = [randomUUID(), randomUUID()];
      for (const key of [one, one, one, two]) await t.send({ name: "c/rated", data: { key } });
      await t.until(() => t.values("run").length === 2);
      await t.sleep(1_000);
      assert.deepEqual([...(t.values("run") as string[])].sort(), [one, two].sort());
    },
  },
  {
    name: "priority lets a run overtake those that wait for a slot",
    functions: (inngest, note) => [
      inngest.createFunction(
        {
          id: "prioritised",
          triggers: [{ event: "c/prioritised" }],
          concurrency: 1,
          priority: { run: "event.data.urgent ? 300 : 0" },
        },
        async ({ step, event }) => {
          await step.run("work", async () => {
            note("run", event.data.n);
            await sleep(700);
          });
        },
      ),
    ],
    async run(t) {
      await t.send({ name: "c/prioritised", data: { n: 1, urgent: false } });
      await t.until(() => t.values("run").length === 1);
      await t.send({ name: "c/prioritised", data: { n: 2, urgent: false } });
      await t.sleep(100);
      await t.send({ name: "c/prioritised", data: { n: 3, urgent: true } });
      await t.until(() => t.values("run").length === 3);
      assert.deepEqual(t.values("run"), [1, 3, 2]);
    },
  },
  {
    name: "a singleton that skips runs once, one that cancels gives way to the newer run",
    functions: (inngest, note) =>
      (["skip", "cancel"] as const).map((mode) =>
        inngest.createFunction(
          { id: `singleton-${mode}`, triggers: [{ event: "c/singleton" }], singleton: { mode } },
          async ({ step, event }) => {
            note(`${mode} start`, event.data.n);
            await step.sleep("long", "4s");
            note(`${mode} end`, event.data.n);
          },
        ),
      ),
    async run(t) {
      await t.send({ name: "c/singleton", data: { n: 1 } });
      await t.until(() => t.values("skip start").length === 1 && t.values("cancel start").length === 1);
      await t.sleep(500);
      await t.send({ name: "c/singleton", data: { n: 2 } });
      await t.until(() => t.values("skip end").length > 0 && t.values("cancel end").length > 0);
      await t.sleep(1_000);
      assert.deepEqual(t.values("skip end"), [1]);
      assert.deepEqual(t.values("cancel end"), [2]);
    },
  },
];
