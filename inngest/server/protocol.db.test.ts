import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sleep } from "./conformance/trial.ts";
import { type RunningServer, startServer } from "./start-server.ts";
import {
  type Call,
  complete,
  ops,
  type ScriptedAnswer,
  ScriptedApp,
  sdkHeaders,
  sendEvents,
} from "./testing/scripted-app.ts";

const hash = (id: string) => createHash("sha1").update(id).digest("hex");
const stepRun = (id: string, data: unknown) => ({
  op: "StepRun",
  id: hash(id),
  name: id,
  displayName: id,
  opts: {},
  data,
});
const planned = (id: string, opts = {}) => ({ op: "StepPlanned", id: hash(id), name: id, displayName: id, opts });

let server: RunningServer;
const app = new ScriptedApp();
const functions: Record<string, unknown>[] = [];

/** A function that the app scripts; registered with all others before the tests. */
function scripted(id: string, options: Record<string, unknown> = {}): { id: string; event: string } {
  functions.push({ id, triggers: [{ event: `p/${id}` }], ...options });
  return { id, event: `p/${id}` };
}

async function checkpoint(call: Call, steps: unknown[], changes: Record<string, unknown> = {}) {
  const { run_id, fn_id, qi_id, generation_id } = call.body.ctx;
  const response = await fetch(`${server.url}/v1/checkpoint/${run_id}/async`, {
    method: "POST",
    body: JSON.stringify({ run_id, fn_id, qi_id, generation_id, steps, ...changes }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? "" : JSON.parse(text) };
}

const shape = scripted("shape");
const transition = scripted("transition");
const group = scripted("group");
const race = scripted("race");
const stale = scripted("stale");
const reset = scripted("reset", { retries: 1 });
const empty = scripted("empty");
const bigState = scripted("big-state");
const returned = scripted("returned");
const streamed = scripted("streamed");
const finalError = scripted("final-error");
const failed = scripted("failed", { retries: 1 });
functions.push({
  id: "watch",
  triggers: [{ event: "inngest/function.failed", expression: "event.data.function_id == 'failed'" }],
});
const stepError = scripted("step-error", { retries: 1 });
const invoked = scripted("invoked");
const refused = scripted("refused", { retries: 0 });
const lost = scripted("lost", { retries: 0 });

const html = { "content-type": "text/html" };
const faults: [string, ScriptedAnswer][] = [
  ["a 500 in HTML", { status: 500, body: "<html>boom</html>", headers: html }],
  ["an empty 500", { status: 500, body: "", headers: {} }],
  ["a 502 of a proxy", { status: 502, body: "<html>bad gateway</html>", headers: html }],
  ["a 200 that is not the SDK's", { status: 200, body: "<html>hello</html>", headers: html }],
  ["a 404 that is not the SDK's", { status: 404, body: "no", headers: html }],
  ["a 206 with an op that nobody knows", ops({ op: "NoSuchOp", id: "a", name: "x" })],
  ["a 206 that is no list", { status: 206, body: { op: "StepRun" } }],
  ["a 206 that is no JSON", { status: 206, body: "[{" }],
  ["an error of the SDK", { status: 500, body: { name: "Error", message: "unknown function" } }],
  ["a 400 of the SDK without no-retry", { status: 400, body: { name: "Error", message: "x" } }],
  ["a step result over 4 MiB", ops(stepRun("big", "x".repeat(4_194_304)))],
];
const faultFunctions = faults.map((_, index) => scripted(`fault-${index}`));

beforeAll(async () => {
  await app.listen();
  server = await startServer({ databaseUrl: process.env.DATABASE_URL ?? "", retryIntervalMs: 150 });
  expect(await app.register(server.url, functions)).toMatchObject({ status: 200, body: { ok: true, modified: true } });
});

afterAll(async () => {
  await server?.close();
  await app.close();
});

describe("a call of the app", () => {
  test("has the body and headers of the protocol, in canonical form", async () => {
    app.script(shape.id, () => complete(1));
    const ts = Date.now();
    const [id] = await sendEvents(server.url, { name: shape.event, data: { zeta: 1, alpha: 2 }, ts });
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
    const { canonicalJson } = await import("./canonical-json.ts");
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
    await sendEvents(server.url, { name: transition.event });
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
      await sleep(call.stepId === hash("p1") ? 800 : 600);
      return ops(stepRun(call.stepId === hash("p1") ? "p1" : "p2", call.stepId));
    });
    await sendEvents(server.url, { name: group.event });
    const [, one, two, last] = (await app.waitFor(group.id, 4)) as [Call, Call, Call, Call];
    expect([one.stepId, two.stepId].sort()).toEqual([hash("p1"), hash("p2")].sort());
    expect(Math.abs(one.at - two.at)).toBeLessThan(500);
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
    await sendEvents(server.url, { name: race.event });
    await app.waitFor(race.id, 5);
    await sleep(600);
    const stepIds = app.callsOf(race.id).map((call) => call.stepId);
    for (const id of ["fast", "slow", "won"]) expect(stepIds.filter((stepId) => stepId === hash(id))).toHaveLength(1);
  });

  test("whose answer is an empty list is repeated", async () => {
    app.script(empty.id, (_, number) => (number === 1 ? ops() : complete(1)));
    await sendEvents(server.url, { name: empty.event });
    const [, second] = (await app.waitFor(empty.id, 2)) as [Call, Call];
    expect(second.body.ctx.attempt).toBe(0);
  });

  test("with too much state has none, and the state is there to be fetched", async () => {
    app.script(bigState.id, async (call, number) => {
      if (number <= 3) return ops(stepRun(`b${number}`, "x".repeat(1_500_000)));
      const run = `${server.url}/v0/runs/${call.body.ctx.run_id}`;
      const steps = (await (await fetch(`${run}/actions`)).json()) as Record<string, { data: string }>;
      const events = (await (await fetch(`${run}/batch`)).json()) as { name: string }[];
      return complete([
        call.body.steps,
        Object.values(steps).map(({ data }) => data.length),
        events.map(({ name }) => name),
      ]);
    });
    await sendEvents(server.url, { name: bigState.event });
    const last = (await app.waitFor(bigState.id, 4))[3] as Call;
    expect([last.body.ctx.use_api, (last.body as unknown as { use_api: boolean }).use_api]).toEqual([true, true]);
    const run = await ended(last);
    expect(run).toMatchObject({
      status: "Completed",
      output: [{}, [1_500_000, 1_500_000, 1_500_000], [bigState.event]],
    });
  });
});

async function ended(call: Call): Promise<{ status: string; output: unknown }> {
  for (let i = 0; i < 400; i++) {
    const response = await fetch(`${server.url}/v1/runs/${call.body.ctx.run_id}`);
    const { data } = (await response.json()) as { data: { status: string; output: unknown } };
    if (data.status !== "Running") return data;
    await sleep(10);
  }
  throw new Error("the run does not end");
}

describe("an answer", () => {
  test("200 is the function's result", async () => {
    app.script(returned.id, () => ({ status: 200, body: { b: 1, a: [2] } }));
    await sendEvents(server.url, { name: returned.event });
    const [call] = (await app.waitFor(returned.id, 1)) as [Call];
    expect(await ended(call)).toMatchObject({ status: "Completed", output: { a: [2], b: 1 } });
  });

  test("201 holds the real answer, after spaces", async () => {
    const inner = {
      status: 206,
      headers: sdkHeaders,
      body: JSON.stringify([{ op: "RunComplete", id: "x", data: "streamed" }]),
    };
    app.script(streamed.id, () => ({
      status: 201,
      body: `   ${JSON.stringify(inner)}`,
      headers: { "x-inngest-sdk": "js" },
    }));
    await sendEvents(server.url, { name: streamed.event });
    const [call] = (await app.waitFor(streamed.id, 1)) as [Call];
    expect(await ended(call)).toMatchObject({ status: "Completed", output: "streamed" });
  });

  test.each(faults.map(([name], index) => [name, index] as const))("%s is a failed attempt", async (_, index) => {
    const fn = faultFunctions[index] as { id: string; event: string };
    const answer = faults[index]?.[1] as ScriptedAnswer;
    app.script(fn.id, (_, number) => (number === 1 ? answer : complete("fine")));
    await sendEvents(server.url, { name: fn.event });
    const [first, second] = (await app.waitFor(fn.id, 2)) as [Call, Call];
    expect([second.body.ctx.attempt, second.body.ctx.generation_id]).toEqual([1, 2]);
    expect(second.body.ctx.job_id).toBe(first.body.ctx.job_id);
    expect(await ended(second)).toMatchObject({ status: "Completed", output: "fine" });
  });

  test("with no-retry ends the run at once", async () => {
    const error = { name: "NonRetriableError", message: "never", stack: "s", __serialized: true };
    app.script(finalError.id, () => ({
      status: 400,
      body: error,
      headers: { ...sdkHeaders, "x-inngest-no-retry": "true" },
    }));
    await sendEvents(server.url, { name: finalError.event });
    const [call] = (await app.waitFor(finalError.id, 1)) as [Call];
    expect(await ended(call)).toMatchObject({ status: "Failed", output: error });
    await sleep(300);
    expect(app.callsOf(finalError.id)).toHaveLength(1);
  });

  test("that fails for the last time is told in inngest/function.failed", async () => {
    app.script(failed.id, () => ({ status: 500, body: "<html>boom</html>", headers: html }));
    app.script("watch", () => complete(1));
    await sendEvents(server.url, { name: failed.event, data: { a: 1 } });
    const [watched] = (await app.waitFor("watch", 1)) as [Call];
    const calls = app.callsOf(failed.id);
    expect(calls.map((call) => call.body.ctx.attempt)).toEqual([0, 1]);
    const runId = calls[0]?.body.ctx.run_id;
    const message = "Your server returned HTTP 500 before the SDK responded.";
    expect(watched.body.event).toMatchObject({
      id: runId,
      name: "inngest/function.failed",
      user: {},
      data: {
        _inngest: { status: "Failed" },
        function_id: "failed",
        run_id: runId,
        error: { error: message, message, name: "Server returned a fatal error" },
        event: { name: failed.event, data: { a: 1 } },
        events: [{ name: failed.event }],
      },
    });
  });

  test("StepError repeats the call, Retry-After says when, and the last one is memoized", async () => {
    const error = { name: "TypeError", message: "boom", stack: "s", __serialized: true };
    const answer = (op: string, noRetry: string) => ({
      status: 206,
      body: [{ op, id: hash("bad"), name: "bad", opts: {}, error, data: null }],
      headers: { ...sdkHeaders, "x-inngest-no-retry": noRetry, ...(op === "StepError" ? { "retry-after": "2" } : {}) },
    });
    app.script(
      stepError.id,
      (_, number) =>
        [answer("StepError", "false"), answer("StepFailed", "true"), complete("caught")][number - 1] ?? "close",
    );
    await sendEvents(server.url, { name: stepError.event });
    const [first, second, third] = (await app.waitFor(stepError.id, 3)) as [Call, Call, Call];
    expect(second.at - first.at).toBeGreaterThan(950);
    expect([first, second, third].map((call) => call.body.ctx.attempt)).toEqual([0, 1, 0]);
    expect(third.body.steps).toEqual({ [hash("bad")]: { error: { name: "TypeError", message: "boom", stack: "s" } } });
  });
});

describe("a checkpoint", () => {
  test("is saved before it is answered, and refused with 409 when the call is not the current one", async () => {
    const answers: Record<string, unknown> = {};
    app.script(stale.id, async (call, number) => {
      if (number === 1) {
        answers.saved = await checkpoint(call, [stepRun("a", 1)]);
        answers.again = await checkpoint(call, [stepRun("a", 2)]);
        answers.generation = await checkpoint(call, [stepRun("b", 1)], { generation_id: 7 });
        answers.job = await checkpoint(call, [stepRun("b", 1)], {
          qi_id: Buffer.from("x::default").toString("base64"),
        });
        answers.waiting = await checkpoint(call, [{ op: "Sleep", id: hash("s"), name: "5s" }]);
        answers.big = await checkpoint(call, [stepRun("big", "x".repeat(4_194_304))]);
        return { status: 500, body: "", headers: {} };
      }
      return complete(Object.keys(call.body.steps).length);
    });
    await sendEvents(server.url, { name: stale.event });
    const [first, second] = (await app.waitFor(stale.id, 2)) as [Call, Call];
    const run_id = first.body.ctx.run_id;
    expect(answers).toMatchObject({
      saved: { status: 200, body: "" },
      again: { status: 200, body: "" },
      generation: { status: 409, body: { status: 409, data: { run_id } } },
      job: { status: 409 },
      waiting: { status: 400, body: { error: "cannot checkpoint async steps", data: { run_id }, status: 400 } },
      big: { status: 413, body: { status: 413, data: { run_id } } },
    });
    expect((answers.big as { body: { error: string } }).body.error).toBe(
      `step ${hash("big")} output too large: step output size is greater than the limit`,
    );
    expect(second.body.steps).toEqual({ [hash("a")]: { data: 1 } });
    await ended(second);
    expect((await checkpoint(second, [stepRun("late", 1)])).status).toBe(409);
    expect((await fetch(`${server.url}/v0/runs/${run_id}/actions`)).status).toBe(410);
  });

  test("starts the count of attempts anew", async () => {
    app.script(reset.id, async (call, number) => {
      if (number === 2) await checkpoint(call, [stepRun("a", 1)]);
      return number < 4 ? { status: 500, body: "", headers: {} } : complete(1);
    });
    await sendEvents(server.url, { name: reset.event });
    const calls = await app.waitFor(reset.id, 3);
    await ended(calls[0] as Call);
    expect(app.callsOf(reset.id).map((call) => call.body.ctx.attempt)).toEqual([0, 1, 1]);
  });
});

test("POST /invoke starts one function by its id, and knows no other", async () => {
  app.script(invoked.id, () => complete(1));
  const post = (id: string) => fetch(`${server.url}/invoke/${id}`, { method: "POST", body: `{"data":{"n":1}}` });
  expect((await post("nobody")).status).toBe(200);
  const response = await post(invoked.id);
  const { id } = (await response.json()) as { id: string };
  const [call] = (await app.waitFor(invoked.id, 1)) as [Call];
  expect(call.body.event).toMatchObject({ id, name: "inngest/function.invoked", data: { n: 1 } });
});

describe("an app that is being restarted", () => {
  test("costs no attempt while it refuses connections", async () => {
    app.script(refused.id, () => complete(1));
    await app.close();
    await sendEvents(server.url, { name: refused.event });
    await sleep(1_200);
    await app.listen();
    const [call] = (await app.waitFor(refused.id, 1)) as [Call];
    expect(call.body.ctx.attempt).toBe(0);
    expect(await ended(call)).toMatchObject({ status: "Completed" });
  });

  test("costs no attempt when it goes away in the middle of a call, unless it does so again and again", async () => {
    app.script(lost.id, () => "close");
    await sendEvents(server.url, { name: lost.event });
    const [call] = (await app.waitFor(lost.id, 3)) as [Call];
    expect(
      app
        .callsOf(lost.id)
        .map(({ body }) => body.ctx.attempt)
        .slice(0, 3),
    ).toEqual([0, 0, 0]);
    expect(await ended(call)).toMatchObject({ status: "Failed" });
    expect(app.callsOf(lost.id)).toHaveLength(6);
  });
});
