import { describe, expect, test } from "vitest";
import { canonicalJson } from "./canonical-json.ts";
import { sleep } from "./conformance/trial.ts";
import { type Call, complete, ops, sendEvents } from "./testing/scripted-app.ts";
import { hash, planned, ScriptedServer, stepRun } from "./testing/scripted-server.ts";

const subject = new ScriptedServer();
const { app } = subject;
const shape = subject.scripted("shape");
const transition = subject.scripted("transition");
const group = subject.scripted("group");
const race = subject.scripted("race");
const empty = subject.scripted("empty");
const bigState = subject.scripted("big-state");
const invoked = subject.scripted("invoked");

describe("a call of the app", () => {
  test("has the body and headers of the protocol, in canonical form", async () => {
    app.script(shape.id, () => complete(1));
    const ts = Date.now();
    const [id] = await sendEvents(subject.url, { name: shape.event, data: { zeta: 1, alpha: 2 }, ts });
    const [call] = (await app.waitFor(shape.id, 1)) as [Call];
    const { job_id, run_id, request_id, fn_id } = call.body.ctx;
    const event = { id, name: shape.event, data: { zeta: 1, alpha: 2 }, ts, user: {} };
    expect(call.body).toEqual({
      ctx: {
        attempt: 0,
        disable_immediate_execution: false,
        env: "",
        fn_id,
        generation_id: 1,
        job_id,
        max_attempts: 5,
        qi_id: Buffer.from(`${job_id}::default`).toString("base64"),
        request_id,
        run_id,
        stack: { current: 0, stack: [] },
        step_id: "step",
        use_api: false,
      },
      defers: {},
      event,
      events: [event],
      steps: {},
      use_api: false,
      version: -1,
    });
    expect(call.text).toBe(canonicalJson(call.body));
    expect(call.headers).toMatchObject({
      "content-type": "application/json",
      "x-inngest-generation-id": "1",
      "x-inngest-job-id": job_id,
      "x-inngest-req-version": "-1",
      "x-inngest-step-id": "step",
      "x-inngest-server-kind": "dev",
      "x-run-id": run_id,
      "x-request-id": request_id,
    });
    expect(run_id).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
  });

  test("after a step is a new job with the step memoized", async () => {
    app.script(
      transition.id,
      (_, number) => [ops(stepRun("a", { z: 1, a: 2 })), ops(stepRun("b", null)), complete(3)][number - 1] ?? "close",
    );
    await sendEvents(subject.url, { name: transition.event });
    const [first, second, third] = (await app.waitFor(transition.id, 3)) as [Call, Call, Call];
    expect([second.body.version, second.headers["x-inngest-req-version"]]).toEqual([2, "2"]);
    expect(second.body.steps).toEqual({ [hash("a")]: { data: { a: 2, z: 1 } } });
    expect(third.body.ctx.stack).toEqual({ current: 2, stack: [hash("a"), hash("b")] });
    expect(third.body.steps[hash("b")]).toEqual({ data: null });
    expect(new Set([first, second, third].map((call) => call.body.ctx.job_id)).size).toBe(3);
    expect([first, second, third].map((call) => call.body.ctx.generation_id)).toEqual([1, 1, 1]);
  });

  test("for parallel steps comes at once for each, and once more when all are done", async () => {
    app.script(group.id, async (call) => {
      if (call.stepId === "step") {
        return Object.keys(call.body.steps).length === 0 ? ops(planned("p1"), planned("p2")) : complete(1);
      }
      await sleep(call.stepId === hash("p1") ? 2_000 : 1_500);
      return ops(stepRun(call.stepId === hash("p1") ? "p1" : "p2", call.stepId));
    });
    await sendEvents(subject.url, { name: group.event });
    const [, one, two, last] = (await app.waitFor(group.id, 4)) as [Call, Call, Call, Call];
    expect([one.stepId, two.stepId].sort()).toEqual([hash("p1"), hash("p2")].sort());
    expect(Math.abs(one.at - two.at)).toBeLessThan(1_500);
    expect([one, two].map((call) => call.body.ctx.disable_immediate_execution)).toEqual([true, true]);
    expect(last.stepId).toBe("step");
    expect(last.body.ctx.stack.stack).toEqual([hash("p2"), hash("p1")]);
    expect(last.body.ctx.disable_immediate_execution).toBe(false);
    await sleep(300);
    expect(app.callsOf(group.id)).toHaveLength(4);
  });

  test("in a race comes after each step, and what is told again is not run again", async () => {
    const opts = { parallelMode: "race" };
    app.script(race.id, async (call) => {
      if (call.stepId === "step") {
        const done = Object.keys(call.body.steps);
        if (done.length === 0) return ops(planned("fast", opts), planned("slow", opts));
        return done.length === 1 ? ops(planned("slow", opts), planned("won")) : complete(done.length);
      }
      if (call.stepId === hash("slow")) await sleep(300);
      return ops({ ...stepRun("", 1), id: call.stepId });
    });
    await sendEvents(subject.url, { name: race.event });
    await app.waitFor(race.id, 5);
    await sleep(600);
    const stepIds = app.callsOf(race.id).map((call) => call.stepId);
    for (const id of ["fast", "slow", "won"]) expect(stepIds.filter((stepId) => stepId === hash(id))).toHaveLength(1);
  });

  test("whose answer is an empty list is repeated", async () => {
    app.script(empty.id, (_, number) => (number === 1 ? ops() : complete(1)));
    await sendEvents(subject.url, { name: empty.event });
    const [, second] = (await app.waitFor(empty.id, 2)) as [Call, Call];
    expect(second.body.ctx.attempt).toBe(0);
  });

  test("with too much state has none, and the state is there to be fetched", async () => {
    app.script(bigState.id, async (call, number) => {
      if (number <= 3) return ops(stepRun(`b${number}`, "x".repeat(1_500_000)));
      const run = `${subject.url}/v0/runs/${call.body.ctx.run_id}`;
      const steps = (await (await fetch(`${run}/actions`)).json()) as Record<string, { data: string }>;
      const events = (await (await fetch(`${run}/batch`)).json()) as { name: string }[];
      return complete([
        call.body.steps,
        Object.values(steps).map(({ data }) => data.length),
        events.map(({ name }) => name),
      ]);
    });
    await sendEvents(subject.url, { name: bigState.event });
    const last = (await app.waitFor(bigState.id, 4))[3] as Call;
    expect([last.body.ctx.use_api, (last.body as unknown as { use_api: boolean }).use_api]).toEqual([true, true]);
    const run = await subject.ended(last);
    expect(run).toMatchObject({
      status: "Completed",
      output: [{}, [1_500_000, 1_500_000, 1_500_000], [bigState.event]],
    });
  });
});

test("POST /invoke starts one function by its id, and knows no other", async () => {
  app.script(invoked.id, () => complete(1));
  const post = (id: string) => fetch(`${subject.url}/invoke/${id}`, { method: "POST", body: `{"data":{"n":1}}` });
  expect((await post("nobody")).status).toBe(200);
  const response = await post(invoked.id);
  const { id } = (await response.json()) as { id: string };
  const [call] = (await app.waitFor(invoked.id, 1)) as [Call];
  expect(call.body.event).toMatchObject({ id, name: "inngest/function.invoked", data: { n: 1 } });
});
