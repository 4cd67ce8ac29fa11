import assert from "node:assert/strict";
import { group } from "inngest";
import { type Case, sleep } from "./trial.ts";

/** Steps at the same time: together, in a race, beside sleeps, and when one of them fails. */
export const parallelCases: Case[] = [
  {
    name: "parallel steps run at the same time, once each",
    functions: (inngest, note) => [
      inngest.createFunction({ id: "parallel", triggers: [{ event: "c/parallel" }] }, async ({ step }) => {
        const one = async (id: string, ms: number) => {
          note("start", id);
          await sleep(ms);
          note("stop", id);
          return id;
        };
        const all = await Promise.all([
          step.run("p1", () => one("p1", 1_500)),
          step.run("p2", () => one("p2", 1_400)),
          step.run("p3", () => one("p3", 1_300)),
        ]);
        const after = await step.run("after", () => all.join(","));
        note("end", after);
      }),
    ],
    async run(t) {
      await t.send({ name: "c/parallel" });
      await t.until(() => t.values("end").length > 0);
      assert.deepEqual(t.values("end"), ["p1,p2,p3"]);
      assert.deepEqual([...t.values("start")].sort(), ["p1", "p2", "p3"]);
      const lastStart = Math.max(...t.notes("start").map(({ at }) => at));
      const firstStop = Math.min(...t.notes("stop").map(({ at }) => at));
      assert.ok(lastStart < firstStop, "the steps overlap");
    },
  },
  {
    name: "parallel steps, a sleep and a chain behind one of them",
    functions: (inngest, note) => [
      inngest.createFunction({ id: "mixed", triggers: [{ event: "c/mixed" }] }, async ({ step }) => {
        const all = await Promise.all([
          step.run("m1", () => note("m1", "one")),
          step.sleep("nap", "1s"),
          step
            .run("m2", () => note("m2", "two"))
            .then((two: string) => step.run("m3", () => note("m3", `${two}+three`))),
        ]);
        note(
          "end",
          all.map((value) => value ?? null),
        );
      }),
    ],
    async run(t) {
      await t.send({ name: "c/mixed" });
      await t.until(() => t.values("end").length > 0);
      assert.deepEqual(t.values("end"), [["one", null, "two+three"]]);
      for (const what of ["m1", "m2", "m3"]) assert.equal(t.notes(what).length, 1, what);
    },
  },
  {
    name: "one of the parallel steps fails for good; the others keep their results",
    functions: (inngest, note) => [
      inngest.createFunction(
        { id: "one-fails", retries: 0, triggers: [{ event: "c/one-fails" }] },
        async ({ step }) => {
          const settled = await Promise.allSettled([
            step.run("good", () => note("good", 1)),
            step.run("bad", () => {
              note("bad");
              throw new TypeError("no");
            }),
          ]);
          note(
            "end",
            settled.map(({ status }) => status),
          );
        },
      ),
    ],
    async run(t) {
      await t.send({ name: "c/one-fails" });
      await t.until(() => t.values("end").length > 0);
      assert.deepEqual(t.values("end"), [["fulfilled", "rejected"]]);
      assert.deepEqual([t.notes("good").length, t.notes("bad").length], [1, 1]);
    },
  },
  {
    name: "a race is decided by the first and does not wait for the rest",
    functions: (inngest, note) => [
      inngest.createFunction({ id: "race", triggers: [{ event: "c/race" }] }, async ({ step }) => {
        const winner = await group.parallel({ mode: "race" }, () =>
          Promise.race([step.run("fast", () => "fast"), step.sleep("slow", "8s").then(() => "slow")]),
        );
        await step.run("won", () => note("won", winner));
      }),
    ],
    async run(t) {
      const sentAt = Date.now();
      await t.send({ name: "c/race" });
      await t.until(() => t.values("won").length > 0);
      assert.ok((t.notes("won")[0]?.at ?? 0) - sentAt < 7_500);
      await t.sleep(8_500);
      assert.deepEqual(t.values("won"), ["fast"]);
    },
  },
  {
    name: "parallel steps without the SDK's optimisation",
    functions: (inngest, note) => [
      inngest.createFunction(
        { id: "unoptimised", optimizeParallelism: false, triggers: [{ event: "c/unoptimised" }] },
        async ({ step }) => {
          const all = await Promise.all([
            step.run("p1", () => note("p1", "one")),
            step.run("p2", () => note("p2", "two")),
          ]);
          const end = await step.run("end", () => note("end", all).length);
          return end;
        },
      ),
    ],
    async run(t) {
      await t.send({ name: "c/unoptimised" });
      await t.until(() => t.values("end").length > 0);
      await t.sleep(500);
      assert.deepEqual(t.values("end"), [["one", "two"]]);
      assert.deepEqual([t.notes("p1").length, t.notes("p2").length], [1, 1]);
    },
  },
];
