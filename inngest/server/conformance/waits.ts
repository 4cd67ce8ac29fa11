import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { NonRetriableError, referenceFunction } from "inngest";
import { type Case, sleep } from "./trial.ts";

/** Waiting for events, signals and other functions, and being cancelled. */
export const waitCases: Case[] = [
  {
    name: "waitForEvent gives the event that matches, whole",
    functions: (inngest, note) => [
      inngest.createFunction({ id: "wait", triggers: [{ event: "c/wait" }] }, async ({ step }) => {
        note("waiting");
        const answer = await step.waitForEvent("answer", { event: "c/answer", timeout: "20s", match: "data.key" });
        note("end", answer && { name: answer.name, data: answer.data });
      }),
    ],
    async run(t) {
      await t.send({ name: "c/wait", data: { key: "right" } });
      await t.until(() => t.values("waiting").length > 0);
      await t.sleep(500);
      await t.send({ name: "c/answer", data: { key: "wrong" } }, { name: "c/answer", data: {} });
      await t.sleep(500);
      assert.equal(t.values("end").length, 0);
      await t.send({ name: "c/answer", data: { key: "right", n: 1 } });
      await t.until(() => t.values("end").length > 0);
      assert.deepEqual(t.values("end"), [{ name: "c/answer", data: { key: "right", n: 1 } }]);
    },
  },
  {
    name: "waitForEvent gives null when its time is over",
    functions: (inngest, note) => [
      inngest.createFunction({ id: "wait-over", triggers: [{ event: "c/wait-over" }] }, async ({ step }) => {
        note("end", await step.waitForEvent("never", { event: "c/never", timeout: "1s" }));
      }),
    ],
    async run(t) {
      await t.send({ name: "c/wait-over" });
      await t.until(() => t.values("end").length > 0);
      assert.deepEqual(t.values("end"), [null]);
    },
  },
  {
    name: "a signal wakes the run that waits for it; one that nobody waits for is not found",
    functions: (inngest, note) => [
      inngest.createFunction({ id: "signalled", triggers: [{ event: "c/signalled" }] }, async ({ step, event }) => {
        note("waiting");
        const signal = await step.waitForSignal("signal", {
          signal: String(event.data.signal),
          timeout: "20s",
          onConflict: "fail",
        });
        note("end", signal);
      }),
    ],
    async run(t) {
      const signal = randomUUID();
      await t.send({ name: "c/signalled", data: { signal } });
      await t.until(() => t.values("waiting").length > 0);
      await t.sleep(500);
      const body = JSON.stringify({ signal, data: { ok: 1 } });
      assert.equal((await t.api("/v1/signals", { method: "POST", body })).status, 200);
      await t.until(() => t.values("end").length > 0);
      assert.deepEqual(t.values("end"), [{ signal, data: { ok: 1 } }]);
      const again = await t.api("/v1/signals", { method: "POST", body });
      assert.deepEqual(again, { status: 404, body: { error: "No signal found", data: null, status: 404 } });
    },
  },
  {
    name: "invoke gives what the other function returns, or its error",
    functions: (inngest, note) => {
      const child = inngest.createFunction(
        { id: "child", triggers: [{ event: "c/child" }] },
        async ({ event, step }) => {
          if (event.data.fail) throw new NonRetriableError("child says no");
          return await step.run("double", () => ({ v: Number(event.data.n) * 2 }));
        },
      );
      return [
        child,
        inngest.createFunction({ id: "parent", triggers: [{ event: "c/parent" }] }, async ({ step }) => {
          const good = await step.invoke("good", { function: child, data: { n: 21 } });
          let message = "";
          try {
            await step.invoke("bad", { function: child, data: { fail: true } });
          } catch (error) {
            message = (error as Error).message;
          }
          note("end", { good, message });
        }),
      ];
    },
    async run(t) {
      await t.send({ name: "c/parent" });
      await t.until(() => t.values("end").length > 0);
      assert.deepEqual(t.values("end"), [{ good: { v: 42 }, message: "child says no" }]);
    },
  },
  {
    name: "invoke fails when there is no such function, or when it takes too long",
    functions: (inngest, note) => {
      const slow = inngest.createFunction({ id: "slow", triggers: [{ event: "c/slow" }] }, async ({ step }) => {
        await step.sleep("long", "6s");
        note("slow end");
      });
      return [
        slow,
        inngest.createFunction(
          { id: "impatient", retries: 0, triggers: [{ event: "c/impatient" }] },
          async ({ step }) => {
            const errors: string[] = [];
            const gone = referenceFunction({ appId: "conformance", functionId: "gone" });
            await step.invoke("gone", { function: gone, data: {} }).catch((error: Error) => errors.push(error.message));
            await step
              .invoke("slow", { function: slow, data: {}, timeout: "1s" })
              .catch((error: Error) => errors.push(error.name));
            note("end", errors);
          },
        ),
      ];
    },
    async run(t) {
      await t.send({ name: "c/impatient" });
      await t.until(() => t.values("end").length > 0);
      assert.deepEqual(t.values("end"), [
        ["could not find function with ID: conformance-gone", "InngestInvokeTimeoutError"],
      ]);
      await t.until(() => t.values("slow end").length > 0);
    },
  },
  {
    name: "cancelOn ends a run that sleeps, and tells so",
    functions: (inngest, note) => [
      inngest.createFunction(
        {
          id: "cancellable",
          triggers: [{ event: "c/cancellable" }],
          cancelOn: [{ event: "c/cancel", match: "data.key" }],
        },
        async ({ step, event }) => {
          note("start", event.data.key);
          await step.sleep("long", "6s");
          note("end", event.data.key);
        },
      ),
      inngest.createFunction(
        {
          id: "cancelled-watch",
          triggers: [
            { event: "inngest/function.cancelled", if: "event.data.function_id == 'conformance-cancellable'" },
          ],
        },
        ({ event }) => note("cancelled", event.data.event.data.key),
      ),
    ],
    async run(t) {
      await t.send({ name: "c/cancellable", data: { key: "a" } }, { name: "c/cancellable", data: { key: "b" } });
      await t.until(() => t.values("start").length === 2);
      await t.sleep(300);
      await t.send({ name: "c/cancel", data: { key: "a" } });
      await t.until(() => t.values("cancelled").length > 0);
      await t.until(() => t.values("end").length > 0);
      await t.sleep(500);
      assert.deepEqual(t.values("cancelled"), ["a"]);
      assert.deepEqual(t.values("end"), ["b"]);
    },
  },
  {
    name: "a run that is deleted is cancelled, and deleting it again is fine",
    functions: (inngest, note) => [
      inngest.createFunction({ id: "deleted", triggers: [{ event: "c/deleted" }] }, async ({ step, runId }) => {
        note("start", runId);
        await step.sleep("long", "4s");
        note("end");
      }),
    ],
    async run(t) {
      await t.send({ name: "c/deleted" });
      await t.until(() => t.values("start").length > 0);
      await t.sleep(300);
      const path = `/v1/runs/${t.values("start")[0]}`;
      assert.equal((await t.api(path, { method: "DELETE" })).status, 200);
      assert.equal((await t.api(path, { method: "DELETE" })).status, 200);
      await t.sleep(6_000);
      assert.equal(t.values("end").length, 0);
      const { body } = await t.api(path);
      assert.equal((body as { data: { status: string } }).data.status, "Cancelled");
      assert.equal((await t.api(`/v0/runs/${t.values("start")[0]}/actions`)).status, 410);
    },
  },
  {
    name: "a run that is deleted in the middle of a step does not go on after it",
    functions: (inngest, note) => [
      inngest.createFunction({ id: "deleted-mid", triggers: [{ event: "c/deleted-mid" }] }, async ({ step, runId }) => {
        await step.run("first", async () => {
          note("first", runId);
          await sleep(1_500);
        });
        await step.run("second", () => note("second"));
      }),
    ],
    async run(t) {
      await t.send({ name: "c/deleted-mid" });
      await t.until(() => t.values("first").length > 0);
      await t.api(`/v1/runs/${t.values("first")[0]}`, { method: "DELETE" });
      await t.sleep(5_000);
      assert.deepEqual([t.values("first").length, t.values("second").length], [1, 0]);
    },
  },
  {
    name: "a run that takes longer than its finish timeout is cancelled",
    functions: (inngest, note) => [
      inngest.createFunction(
        { id: "overdue", triggers: [{ event: "c/overdue" }], timeouts: { finish: "1s" } },
        async ({ step, runId }) => {
          note("start", runId);
          await step.sleep("long", "3s");
          note("end");
        },
      ),
    ],
    async run(t) {
      await t.send({ name: "c/overdue" });
      await t.until(() => t.values("start").length > 0);
      await t.sleep(4_500);
      assert.equal(t.values("end").length, 0);
      const { body } = await t.api(`/v1/runs/${t.values("start")[0]}`);
      assert.equal((body as { data: { status: string } }).data.status, "Cancelled");
    },
  },
];
