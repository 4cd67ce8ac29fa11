import assert from "node:assert/strict";
import { NonRetriableError, RetryAfterError } from "inngest";
import type { Case } from "./trial.ts";

type FailureContext = {
  error: Error;
  event: { data: { function_id: string; run_id: string; event: { data: unknown } } };
};

const soon = 1_000;

/** Errors: what is tried again, when, and who hears of the end. */
export const failureCases: Case[] = [
  {
    name: "a function that throws is tried again, and Retry-After says when",
    functions: (inngest, note) => [
      inngest.createFunction({ id: "throws-once", triggers: [{ event: "c/throws-once" }] }, ({ attempt }) => {
        note("attempt", attempt);
        if (attempt === 0) throw new RetryAfterError("later", soon);
      }),
    ],
    async run(t) {
      await t.send({ name: "c/throws-once" });
      await t.until(() => t.values("attempt").length === 2);
      assert.deepEqual(t.values("attempt"), [0, 1]);
      const [first, second] = t.notes("attempt").map(({ at }) => at) as [number, number];
      assert.ok(second - first < 4_000, `tried again after ${second - first} ms`);
    },
  },
  {
    name: "an error that is final is not tried again, and onFailure and the end events tell of it",
    functions: (inngest, note) => [
      inngest.createFunction(
        {
          id: "final",
          triggers: [{ event: "c/final" }],
          onFailure: ({ error, event }: FailureContext) =>
            note("onFailure", {
              message: error.message,
              functionId: event.data.function_id,
              origin: event.data.event.data,
              runId: event.data.run_id,
            }),
        },
        ({ runId }) => {
          note("run", runId);
          throw new NonRetriableError("never");
        },
      ),
      inngest.createFunction(
        {
          id: "final-watch",
          triggers: [
            { event: "inngest/function.finished", if: "event.data.function_id == 'conformance-final'" },
            { event: "inngest/function.failed", if: "event.data.function_id == 'conformance-final'" },
          ],
        },
        ({ event }) =>
          note("event", { name: event.name, status: event.data._inngest.status, runId: event.data.run_id }),
      ),
    ],
    async run(t) {
      await t.send({ name: "c/final", data: { a: 1 } });
      await t.until(() => t.values("onFailure").length > 0 && t.values("event").length === 2);
      const [runId] = t.values("run");
      assert.equal(t.values("run").length, 1);
      assert.deepEqual(t.values("onFailure"), [
        { message: "never", functionId: "conformance-final", origin: { a: 1 }, runId },
      ]);
      assert.deepEqual(
        (t.values("event") as { name: string }[]).sort((a, b) => (a.name < b.name ? -1 : 1)),
        [
          { name: "inngest/function.failed", status: "Failed", runId },
          { name: "inngest/function.finished", status: "Failed", runId },
        ],
      );
    },
  },
  {
    name: "a step that fails is tried again alone; what came before is not",
    functions: (inngest, note) => [
      inngest.createFunction({ id: "step-again", triggers: [{ event: "c/step-again" }] }, async ({ step, attempt }) => {
        await step.run("before", () => note("before"));
        const value = await step.run("flaky", () => {
          note("flaky");
          if (attempt === 0) throw new RetryAfterError("later", soon);
          return "fine";
        });
        note("end", value);
      }),
    ],
    async run(t) {
      await t.send({ name: "c/step-again" });
      await t.until(() => t.values("end").length > 0);
      assert.deepEqual(t.values("end"), ["fine"]);
      assert.equal(t.notes("before").length, 1);
      assert.equal(t.notes("flaky").length, 2);
    },
  },
  {
    name: "a step's final error is caught by the function",
    functions: (inngest, note) => [
      inngest.createFunction({ id: "caught", triggers: [{ event: "c/caught" }] }, async ({ step }) => {
        try {
          await step.run("bad", () => {
            note("bad");
            throw new NonRetriableError("step boom");
          });
        } catch (error) {
          const after = await step.run("after", () => "after");
          note("end", { message: (error as Error).message, after });
        }
      }),
    ],
    async run(t) {
      await t.send({ name: "c/caught" });
      await t.until(() => t.values("end").length > 0);
      assert.deepEqual(t.values("end"), [{ message: "step boom", after: "after" }]);
      assert.equal(t.notes("bad").length, 1);
    },
  },
  {
    name: "a step's final error that nobody catches fails the run at once",
    functions: (inngest, note) => [
      inngest.createFunction(
        {
          id: "uncaught",
          retries: 0,
          triggers: [{ event: "c/uncaught" }],
          onFailure: ({ error }: FailureContext) => note("onFailure", error.message),
        },
        async ({ step }) => {
          await step.run("bad", () => {
            note("bad");
            throw new TypeError("step boom");
          });
          note("not reached");
        },
      ),
    ],
    async run(t) {
      await t.send({ name: "c/uncaught" });
      await t.until(() => t.values("onFailure").length > 0);
      assert.deepEqual(t.values("onFailure"), ["step boom"]);
      assert.equal(t.notes("bad").length, 1);
      assert.equal(t.notes("not reached").length, 0);
    },
  },
  {
    name: "attempts are counted anew after each step",
    functions: (inngest, note) => [
      inngest.createFunction({ id: "anew", retries: 1, triggers: [{ event: "c/anew" }] }, async ({ step, attempt }) => {
        for (const id of ["one", "two"]) {
          await step.run(id, () => {
            note(id, attempt);
            if (attempt === 0) throw new RetryAfterError("later", soon);
          });
        }
        note("end");
      }),
    ],
    async run(t) {
      await t.send({ name: "c/anew" });
      await t.until(() => t.values("end").length > 0);
      assert.deepEqual(t.values("one"), [0, 1]);
      assert.deepEqual(t.values("two"), [0, 1]);
    },
  },
];
